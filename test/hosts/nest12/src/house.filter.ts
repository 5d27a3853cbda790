import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { HTTP_STATUS, PayoutError } from 'cauri';
import type { FastifyReply } from 'fastify';

/** How this house answers errors, those of Cauri's use cases included. */
@Catch()
export class HouseFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = statusOf(error);
    const code = error instanceof PayoutError ? error.code : undefined;
    void reply.status(status).send({ house: 'nest12', status, ...(code && { code }) });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof PayoutError) return HTTP_STATUS[error.code];
  return error instanceof HttpException ? error.getStatus() : 500;
}
