import { createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { RequestDeadline } from '../http/request-deadline.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsApiOptions, PayoutsOptions, Principal } from '../payouts.options.js';

type ApiRequest = Parameters<PayoutsApiOptions['authenticate']>[0];

/** Principals by request. Kept outside the request object, where a host may have a user of its own. */
const principals = new WeakMap<object, Principal>();

/** Finds out who is calling, once per request. The standalone service asks for it before it reads the body. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions,
    private readonly deadline: RequestDeadline,
  ) {}

  /** True if the host has turned our routes off. */
  get isLeftOut(): boolean {
    return this.options.api === false;
  }

  /** True if the host has not configured who may call the routes. */
  get isMissing(): boolean {
    return this.options.api === undefined;
  }

  async principalOf(request: ApiRequest): Promise<Principal | null> {
    const known = principals.get(request);
    if (known !== undefined || !this.options.api) return known ?? null;
    const asked = Promise.resolve(this.options.api.authenticate(request));
    const principal = await this.deadline.within(request, asked);
    if (principal !== null) principals.set(request, principal);
    return principal;
  }
}

/** Parameter decorator for the principal that the guard has authenticated. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<object>());
  if (principal === undefined) throw new Error('CurrentPrincipal needs the ApiKeyGuard on its controller');
  return principal;
});
