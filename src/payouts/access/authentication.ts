import { createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { requestContextOf } from '../../common/request-context.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsApiOptions, PayoutsOptions, Principal } from '../payouts.options.js';

type ApiRequest = Parameters<PayoutsApiOptions['authenticate']>[0];

/**
 * Authenticated callers, by request. They are not stored on the request object, because a host may have its own `user`
 * there.
 */
const principals = new WeakMap<object, Principal>();

/**
 * Returns the principal (the authenticated caller) with the context of its request, for log lines and traces. Returns
 * the principal unchanged if the service has set no context.
 */
export function callerOf(principal: Principal, request: object): Principal {
  const context = requestContextOf(request);
  return context === null ? principal : { ...principal, request: context };
}

/** Authenticates the caller of a request, once per request. The standalone service does so before it reads the body. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions,
    private readonly deadline: RequestDeadline,
  ) {}

  /** True if the host has set `api: false`, which removes our routes. If a route is still there, it answers 404. */
  get isLeftOut(): boolean {
    return this.options.api === false;
  }

  /** True if the host has configured no authentication. All requests are then refused. */
  get isMissing(): boolean {
    return this.options.api === undefined;
  }

  /**
   * Returns the authenticated caller of a request. Returns null if the request has no valid API key, or if no
   * authentication is configured. A caller is remembered for the request; after null, the next call asks the host
   * again.
   * @throws any error of the host's `authenticate`, or PayoutError `unavailable` if that takes longer than the request
   *   may
   */
  async principalOf(request: ApiRequest): Promise<Principal | null> {
    const known = principals.get(request);
    if (known !== undefined || !this.options.api) return known ?? null;
    const asked = Promise.resolve(this.options.api.authenticate(request));
    const principal = await this.deadline.within(request, asked);
    if (principal === null) return null;
    const caller = callerOf(principal, request);
    principals.set(request, caller);
    return caller;
  }
}

/**
 * Parameter decorator that returns the caller whom `ApiKeyGuard` has authenticated.
 * @throws if the route does not have the guard; this is a bug
 */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<object>());
  if (principal === undefined) throw new Error('CurrentPrincipal needs the ApiKeyGuard on its controller');
  return principal;
});
