import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

const OPEN = 'office:open';

/** Lets everybody in. */
export const Open = () => SetMetadata(OPEN, true);

/** The host's own, in front of every route of the application. */
@Injectable()
export class MemberGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(OPEN, [context.getHandler(), context.getClass()])) return true;
    if (context.switchToHttp().getRequest<FastifyRequest>().headers['x-user'] !== undefined) return true;
    throw new ForbiddenException('members only');
  }
}
