import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { invalid } from '../dto/validated.js';

/**
 * Guard for lists without filters. It refuses every query parameter. A filter that is silently ignored would return
 * more rows than the caller asked for.
 */
@Injectable()
export class NoQuery implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<{ readonly query?: object }>();
    const given = Object.keys(query ?? {});
    if (given.length > 0) throw invalid(given.map((field) => ({ field, message: 'is not a known field' })));
    return true;
  }
}
