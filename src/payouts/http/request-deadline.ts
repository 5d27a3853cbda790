import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { withinLimit } from '../../common/time-limit.js';
import { PayoutError } from '../payouts.errors.js';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';
import { keepAnswer, keepFailure } from './answer-protection.js';

/**
 * Start of each request in milliseconds of the monotonic clock, keyed by the request. It is not stored in the request
 * object, which belongs to the host.
 */
const beginnings = new WeakMap<object, number>();

/**
 * Interceptor that ends every request within `REQUEST_TIMEOUT`, counted from the check of the API key. A request that
 * takes longer is answered with 503, but its work continues. A consumer that repeats it with the same Idempotency-Key
 * gets the result. The interceptor also keeps interceptors of a host from changing the response.
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
   * Waits for a promise, but not longer than `requestTimeout` after the first call with the same request.
   * @throws PayoutError `unavailable` after this time
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
