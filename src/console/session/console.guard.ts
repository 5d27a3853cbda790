import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callerOf } from '../../payouts/access/authentication.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import type { Principal, Scope } from '../../payouts/payouts.options.js';
import { type ConsoleRequest, placeOf } from '../request.js';
import { readForm, type SentForm } from './forms.js';
import { Sessions } from './sessions.js';

/**
 * Decorator with the scopes of a page. The reader's API key must have one of them. Without the decorator, any key may
 * see the page.
 */
export const Needs = Reflector.createDecorator<readonly Scope[]>();
/** Decorator for pages that need no sign-in. Their forms must still send the form token. */
export const Open = Reflector.createDecorator<true>();
/** Decorator for handlers whose form may contain a file, up to 8 MiB. Other forms may have 64 KiB. */
export const TakesFile = Reflector.createDecorator<true>();

/**
 * Thrown if the reader is not signed in. The exception filter then redirects to the sign-in page. `next` is the page to
 * show after the sign-in. It is empty after a POST, because the content of the form is lost.
 */
export class SignInNeeded extends Error {
  constructor(readonly next: string) {
    super('sign in first');
  }
}

const principals = new WeakMap<object, Principal>();
const forms = new WeakMap<object, SentForm>();

/**
 * Guard that requires a sign-in and one of the page's scopes. It refuses a POST whose form does not come from our own
 * page. It also reads the form, whose fields the decorator `Sent` then returns.
 * @throws SignInNeeded without a sign-in
 * @throws PayoutError `insufficient_scope` without the scope or the form's token
 */
@Injectable()
export class ConsoleGuard implements CanActivate {
  constructor(
    private readonly sessions: Sessions,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ConsoleRequest>();
    const targets = [context.getHandler(), context.getClass()];
    const { principal } = await this.sessions.enter(request);
    if (principal !== null) principals.set(request, callerOf(principal, request));
    const isOpen = this.reflector.getAllAndOverride(Open, targets) !== undefined;
    if (!isOpen) this.admit(principal, request, this.reflector.getAllAndOverride(Needs, targets));
    if (request.method === 'POST') {
      const form = await readForm(request, this.reflector.getAllAndOverride(TakesFile, targets) !== undefined);
      this.sessions.requireOwnForm(request, form.text('token'));
      forms.set(request, form);
    }
    return true;
  }

  private admit(principal: Principal | null, request: ConsoleRequest, needs: readonly Scope[] | undefined): void {
    if (principal === null) throw new SignInNeeded(request.method === 'GET' ? placeOf(request) : '');
    if (needs === undefined || needs.some((scope) => principal.scopes.includes(scope))) return;
    throw new PayoutError('insufficient_scope', `This needs the scope ${needs.join(' or ')}.`);
  }
}

/**
 * Parameter decorator that returns the principal of the signed-in reader. It throws if nobody is signed in, which is
 * possible only on an `Open` page.
 */
export const Visitor = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<object>());
  if (principal === undefined) throw new Error('Visitor needs the ConsoleGuard on its controller');
  return principal;
});

/** Parameter decorator that returns the fields of the POST. It throws for any other method. */
export const Sent = createParamDecorator((_: unknown, context: ExecutionContext): SentForm => {
  const form = forms.get(context.switchToHttp().getRequest<object>());
  if (form === undefined) throw new Error('Sent needs a POST and the ConsoleGuard on its controller');
  return form;
});
