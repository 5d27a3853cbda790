import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { PUBLIC } from './public';

export interface UserRequest extends Request {
  user?: { name: string };
}

/** The host's own, in front of every route of the application. */
@Injectable()
export class UserGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<UserRequest>();
    const name = request.header('x-user');
    if (name === undefined) throw new UnauthorizedException('who are you?');
    request.user = { name };
    return true;
  }
}
