import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { invalid } from '../dto/validated.js';

/**
 * Refuses every parameter in the query of a list that has none. A filter that is silently ignored would show more than
 * was asked for.
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
