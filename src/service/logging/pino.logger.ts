import type { LoggerService } from '@nestjs/common';
import { type Level, type Logger, pino } from 'pino';
import { safeStack, safeText } from '../../common/redact.js';
import { type LogFields, LogLine } from '../../payouts/log-line.js';
import { LogOutput } from './log-output.js';
import { prettyLines } from './pretty-lines.js';

/** Maximum number of characters of a message, a context or a text field. Longer ones are cut. */
const MAX_MESSAGE = 2_000;
/** Maximum number of characters of a stack trace. A longer one is cut. */
const MAX_STACK = 8_000;

export interface LoggingOptions {
  readonly level: Level;
  readonly format: 'json' | 'pretty';
  /**
   * Destination of the lines, by default standard output. If standard output does not accept lines, they are dropped
   * and counted.
   */
  readonly output?: { write(line: string): unknown };
}

/** Logger of Nest that writes with pino. It removes secrets and personal data from every line. */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;

  constructor({ level, format, output = this.standardOutput() }: LoggingOptions) {
    this.pino = pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      format === 'pretty' ? prettyLines(output) : output,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.writeError('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.writeError('error', message, rest);
  }

  /**
   * Logs a message with fields for programs that read the log. Secrets and personal data are removed from text fields
   * too.
   */
  event(level: Level, message: string, fields: LogFields): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const safe = Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? clean(value) : value]);
    this.pino[level](Object.fromEntries(safe), clean(message));
  }

  private standardOutput(): LogOutput {
    return new LogOutput(process.stdout, (lines, reason) =>
      this.error(`${lines} lines of the log are lost: standard output did not take them (${reason})`, 'Log'),
    );
  }

  /** Writes a line. Nest passes the context, the name of the part that logs, as the last argument. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = rest.at(-1);
    const named = typeof context === 'string' ? { context: clean(context) } : {};
    this.pino[level]({ ...fieldsOf(message), ...named }, clean(textOf(message)));
  }

  /**
   * Writes an error. Nest passes the stack and then the context; either may be missing. An error that ends the start is
   * left out, because Nest throws it again and the caller prints it.
   */
  private writeError(level: Level, message: unknown, rest: readonly unknown[]): void {
    const texts = rest.filter((value): value is string => typeof value === 'string');
    const stack = message instanceof Error ? message.stack : texts.find(isStack);
    const context = texts.findLast((text) => !isStack(text));
    if (context === THROWN_BY_NEST) return;
    this.pino[level](
      { ...fieldsOf(message), ...(context && { context }), ...(stack && { stack: safeStack(stack, MAX_STACK) }) },
      clean(textOf(message)),
    );
  }
}

/** Context under which Nest logs an error that it then throws. */
const THROWN_BY_NEST = 'ExceptionHandler';

/**
 * Returns the fields of a `LogLine`, and no fields for other messages. Their values are ids of ours, so they are not
 * searched for secrets.
 */
function fieldsOf(message: unknown): LogFields {
  return message instanceof LogLine ? message.fields : {};
}

function isStack(text: string): boolean {
  return /\n[ \t]+at /.test(text);
}

function clean(text: string): string {
  return safeText(text, MAX_MESSAGE);
}

function textOf(message: unknown): string {
  if (message instanceof LogLine) return message.message;
  if (message instanceof Error) return `${message.name}: ${message.message}`;
  return typeof message === 'string' ? message : String(JSON.stringify(message));
}
