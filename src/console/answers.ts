import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  type StreamableFile,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { CONSOLE_OPTIONS, type ConsoleOptions } from './console.options.js';
import { languageOf, translator } from './language/language.js';
import { LiveStreams } from './live/live-streams.js';
import { baseOf, type ConsoleRequest, placeOf } from './request.js';
import { Sessions } from './session/sessions.js';
import { Live, Page, Redirect, type View } from './view.js';
import { layout } from './views/layout.js';

/**
 * Security headers of every page. A page may load scripts, styles and images only from the console, and may send
 * requests only to it. Links send no referrer, because a URL may contain a payout's reference.
 */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/**
 * Interceptor that sends the `Page`, `Redirect` or `Live` that a handler returns. Any other result is sent unchanged.
 */
@Injectable()
export class Answers implements NestInterceptor {
  constructor(
    private readonly sessions: Sessions,
    private readonly adapterHost: HttpAdapterHost,
    private readonly live: LiveStreams,
    @Inject(CONSOLE_OPTIONS) private readonly options: ConsoleOptions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(map((result: unknown) => this.answer(result, http.getRequest(), http.getResponse())));
  }

  /**
   * Sets the status and the headers for the result of a handler, and returns the response body. A redirect has no body.
   */
  answer(result: unknown, request: ConsoleRequest, response: object): unknown {
    if (result instanceof Page) return this.page(result, request, response);
    if (result instanceof Redirect) return this.redirect(result, request, response);
    if (result instanceof Live) return this.events(result, request, response);
    return result;
  }

  private page(page: Page, request: ConsoleRequest, response: object): string {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.status(response, page.status);
    for (const [name, value] of Object.entries(HEADERS)) httpAdapter.setHeader(response, name, value);
    const cookie = this.sessions.cookieFor(request);
    if (cookie !== null) httpAdapter.setHeader(response, 'set-cookie', cookie);
    return `<!doctype html>${layout(page, this.viewOf(request)).text}`;
  }

  private redirect({ place, cookies }: Redirect, request: ConsoleRequest, response: object): string {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.status(response, 303);
    httpAdapter.setHeader(response, 'location', `${baseOf(request)}/${place}`.replace(/\/$/, ''));
    httpAdapter.setHeader(response, 'cache-control', 'no-store');
    for (const cookie of cookies) httpAdapter.setHeader(response, 'set-cookie', cookie);
    return '';
  }

  private events(live: Live, request: ConsoleRequest, response: object): StreamableFile {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'cache-control', 'no-store');
    // Proxies such as nginx would else keep the events until there are many.
    httpAdapter.setHeader(response, 'x-accel-buffering', 'no');
    return this.live.stream(live, this.viewOf(request));
  }

  private viewOf(request: ConsoleRequest): View {
    const language = languageOf(request);
    const { principal, key } = this.sessions.visitOf(request);
    return {
      t: translator(language),
      language,
      base: baseOf(request),
      place: placeOf(request),
      token: this.sessions.formToken(request),
      principal,
      isSignedIn: key !== null,
      hasKeys: this.options.keys === true,
    };
  }
}
