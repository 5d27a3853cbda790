import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  createParamDecorator,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  Logger,
  UnauthorizedException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PayoutError } from '../payouts.errors.js';
import { type CallbackMessage, callbackBody } from './callback-body.js';
import { PayoutCallbacks, type VerifiedCallback } from './payout-callbacks.js';

interface CallbackCall extends CallbackMessage {
  readonly params: { readonly provider?: string; readonly account?: string };
  readonly query: Record<string, unknown>;
}

/** Verified callbacks, by request. They are not stored on the request object, which belongs to the host. */
const verified = new WeakMap<object, VerifiedCallback>();

/** Thrown for a callback that fails its verification. The response gives no reason, so that a forger learns nothing. */
export class CallbackRefused extends UnauthorizedException {
  constructor() {
    super({ code: 'unauthorized' });
  }
}

/**
 * Guard that lets only genuine callbacks pass. The connector of the route's `:provider` verifies them. If the route has
 * `:account`, the callback must be about that account. The guard works on any route with these parameters and a raw
 * body.
 * @throws PayoutError `payload_too_large`
 * @throws CallbackRefused if the verification fails
 * @throws Error, answered with 500, if the host did not keep the raw body
 */
@Injectable()
export class CallbackGuard implements CanActivate {
  private readonly logger = new Logger('Callbacks');

  constructor(private readonly callbacks: PayoutCallbacks) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<CallbackCall>();
    const rawBody = callbackBody(request);
    if (rawBody === null) throw new PayoutError('payload_too_large', 'The body is larger than this route accepts.');
    const { params, headers, query } = request;
    const callback = this.callbacks.verify(params.provider ?? '', params.account ?? null, { headers, query, rawBody });
    if (callback === null) {
      this.logger.warn('refused a callback that is not authentic');
      throw new CallbackRefused();
    }
    verified.set(request, callback);
    return true;
  }
}

/**
 * Parameter decorator that returns the callback that `CallbackGuard` has verified.
 * @throws if the route does not have the guard
 */
export const Verified = createParamDecorator((_: unknown, context: ExecutionContext): VerifiedCallback => {
  const callback = verified.get(context.switchToHttp().getRequest<object>());
  if (callback === undefined) throw new Error('@Verified() needs @UseGuards(CallbackGuard) on its route');
  return callback;
});

/**
 * Filter that answers a refused callback with exactly `{"code":"unauthorized"}`. A problem document (RFC 9457) would
 * tell the sender more.
 */
@Catch(CallbackRefused)
export class CallbackRefusedFilter implements ExceptionFilter {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(refused: CallbackRefused, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<unknown>();
    this.adapterHost.httpAdapter.reply(response, refused.getResponse(), refused.getStatus());
  }
}
