import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { notFound } from '../http/resource-id.js';
import { PayoutError } from '../payouts.errors.js';
import type { Scope } from '../payouts.options.js';
import { Authentication } from './authentication.js';

/** Key of the metadata in which `Scopes` stores the scopes of a route. */
const SCOPES_KEY = 'cauri:scopes';

/** Name of the API-key authentication in the OpenAPI document. */
export const API_KEY_SCHEME = 'bearer';
/** Name of the OpenAPI extension with the scopes of an operation. OpenAPI's own scopes exist only for OAuth. */
export const SCOPES_EXTENSION = 'x-scopes';

/**
 * Decorator that opens a route to API keys with at least one of these scopes, and adds them to the OpenAPI document. A
 * route with `ApiKeyGuard` but without this decorator refuses every key.
 */
export const Scopes = (...scopes: Scope[]) =>
  applyDecorators(SetMetadata(SCOPES_KEY, scopes), ApiSecurity(API_KEY_SCHEME), ApiExtension(SCOPES_EXTENSION, scopes));

/**
 * Guard that lets a request pass if its API key has a scope of the route.
 * @throws PayoutError `unauthorized` without a valid key, `insufficient_scope`, or `not_found` if the host has set
 *   `api: false`
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly authentication: Authentication,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.authentication.isLeftOut) throw notFound();
    const principal = await this.authentication.principalOf(context.switchToHttp().getRequest());
    if (principal === null) throw this.authentication.isMissing ? closed() : unauthorized();
    const allowed = this.reflector.getAllAndOverride<Scope[] | undefined>(SCOPES_KEY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed?.some((scope) => principal.scopes.includes(scope))) return true;
    throw new PayoutError('insufficient_scope', `This needs the scope ${allowed?.join(' or ')}.`);
  }
}

/** Returns the error for a missing or invalid API key. It does not tell which of the two. */
export function unauthorized(): PayoutError {
  return new PayoutError('unauthorized', 'Send a valid API key as "Authorization: Bearer <key>".');
}

function closed(): PayoutError {
  return new PayoutError('unauthorized', 'Nobody may call this: PayoutsModule was given no `api.authenticate`.');
}
