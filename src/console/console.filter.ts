import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { safeStack, safeText } from '../common/redact.js';
import { failureOf, giveUpAnswer } from '../payouts/http/answer-protection.js';
import { toPayoutError } from '../payouts/http/failures.js';
import { problemResponse, requestIdOf } from '../payouts/http/problem.js';
import { Answers } from './answers.js';
import type { ConsoleRequest } from './request.js';
import { SignInNeeded } from './session/console.guard.js';
import { Sessions } from './session/sessions.js';
import { Page, Redirect } from './view.js';
import { failureView } from './views/failure.js';

const MAX_TEXT = 8_000;

/**
 * Shows every error as an HTML page, without a stack trace. Errors of the server (status 500 and above) are logged. A
 * reader who is not signed in is redirected to the sign-in page.
 */
@Catch()
export class ConsoleFilter implements ExceptionFilter {
  private readonly logger = new Logger('Console');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly sessions: Sessions,
    private readonly answers: Answers,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const response = host.switchToHttp().getResponse<object>();
    const request = host.switchToHttp().getRequest<ConsoleRequest>();
    giveUpAnswer(response);
    const { httpAdapter } = this.adapterHost;
    const error = failureOf(request, thrown);
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    const body = await this.bodyFor(error, request, response);
    httpAdapter.reply(response, body);
  }

  private async bodyFor(error: unknown, request: ConsoleRequest, response: object): Promise<unknown> {
    if (error instanceof SignInNeeded) {
      const next = error.next === '' ? '' : `?next=${encodeURIComponent(error.next)}`;
      return this.answers.answer(new Redirect(`sign-in${next}`), request, response);
    }
    const failure = toPayoutError(error);
    const problem = problemResponse(failure, requestIdOf(request));
    if (problem.status >= 500) this.log(error, `${failure.code} ${problem.body.instance}`);
    const retryAfter = problem.headers['retry-after'];
    if (retryAfter !== undefined) this.adapterHost.httpAdapter.setHeader(response, 'retry-after', retryAfter);
    await this.sessions.enter(request).catch(() => this.sessions.unknown(request));
    const page = new Page(
      'failure.title',
      (view) => failureView(view, failure, String(problem.body.instance)),
      problem.status,
    );
    return this.answers.answer(page, request, response);
  }

  private log(error: unknown, what: string): void {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.logger.error(`${what}: ${safeText(message, MAX_TEXT)}`, safeStack(stack ?? '', MAX_TEXT));
  }
}
