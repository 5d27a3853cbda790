import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { safeStack, safeText } from '../../common/redact.js';
import { failureOf, giveUpAnswer } from './answer-protection.js';
import { toPayoutError } from './failures.js';
import { problemResponse, requestIdOf } from './problem.js';

/** Maximum number of characters of a message in the log. The rest is cut. */
const MAX_MESSAGE = 2_000;
const MAX_STACK = 8_000;

/**
 * Exception filter that answers every error with a problem document (RFC 9457: a JSON object that describes an error).
 * It works on Fastify and on Express. The document never contains a stack trace. An error with a status of 500 or above
 * is logged under the id that the caller gets as `instance`.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const response = host.switchToHttp().getResponse<object>();
    const request = host.switchToHttp().getRequest<object>();
    giveUpAnswer(response);
    const error = failureOf(request, thrown);
    const failure = toPayoutError(error);
    const problem = problemResponse(failure, requestIdOf(request));
    if (problem.status >= 500) this.log(error, `${failure.code} ${problem.body.instance}`);
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    for (const [name, value] of Object.entries(problem.headers)) httpAdapter.setHeader(response, name, value);
    // Sent as a text, because Nest 11 on Express would send an object as `application/json` and log a warning.
    httpAdapter.reply(response, JSON.stringify(problem.body), problem.status);
  }

  /**
   * Logs an error with a status of 500 or above. An unexpected error is logged with its stack, any other, such as an
   * unavailable database, in one line.
   */
  private log(error: unknown, what: string): void {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    if (what.startsWith('internal_error'))
      this.logger.error(`${what}: ${safeText(message, MAX_MESSAGE)}`, safeStack(stack ?? '', MAX_STACK));
    else this.logger.warn(`${what}: ${safeText(message, MAX_MESSAGE)}`);
  }
}
