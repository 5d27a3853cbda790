import { createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { RequestDeadline } from '../http/request-deadline.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsApiOptions, PayoutsOptions, Principal } from '../payouts.options.js';

type ApiRequest = Parameters<PayoutsApiOptions['authenticate']>[0];

/** Beside the request and not on it, where a host may keep a user of its own. */
const principals = new WeakMap<object, Principal>();

/** Asks who calls once per request, even when the standalone service has to know before it reads the body. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions,
    private readonly deadline: RequestDeadline,
  ) {}

  /** The host wants none of our routes. */
  get isLeftOut(): boolean {
    return this.options.api === false;
  }

  /** The host has not said who may call them. */
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

/** The principal that the guard let pass. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<object>());
  if (principal === undefined) throw new Error('CurrentPrincipal needs the ApiKeyGuard on its controller');
  return principal;
});
