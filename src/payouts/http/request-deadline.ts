import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { withinLimit } from '../../common/time-limit.js';
import { PayoutError } from '../payouts.errors.js';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';
import { keepAnswer, keepFailure } from './answer-protection.js';

/** Start times by request. They are not stored on the request object, which belongs to the host. */
const beginnings = new WeakMap<object, number>();

/**
 * Ends every request within `REQUEST_TIMEOUT`, measured from the check of the API key. The work itself continues. A
 * consumer that repeats the request with the same Idempotency-Key gets its result. It also protects the response
 * against a host's interceptors.
 */
@Injectable()
export class RequestDeadline implements NestInterceptor {
  constructor(
    @Inject(ENGINE_SETTINGS) private readonly settings: EngineSettings,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.answer(context, next));
  }

  private async answer(context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<object>();
    try {
      const body = await this.within(request, lastValueFrom(next.handle(), { defaultValue: undefined }));
      keepAnswer(this.adapterHost.httpAdapter, http.getResponse(), body);
      return body;
    } catch (error) {
      keepFailure(request, error);
      throw error;
    }
  }

  /**
   * Waits for the promise until the request's timeout.
   * @throws PayoutError `unavailable` at the timeout
   */
  within<T>(request: object, underWay: Promise<T>): Promise<T> {
    const begun = beginnings.get(request) ?? performance.now();
    beginnings.set(request, begun);
    const left = this.settings.timings.requestTimeout - (performance.now() - begun);
    return withinLimit(Math.max(0, left), underWay, tooLate);
  }
}

function tooLate(): PayoutError {
  const detail = 'No answer was ready in time. Repeat the request, with the same Idempotency-Key if it had one.';
  return new PayoutError('unavailable', detail);
}
