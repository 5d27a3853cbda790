import { inspect } from 'node:util';

/** Fields of a log line by name, such as `payoutId` and `traceId`. */
export type LogFields = Readonly<Record<string, string | number>>;

/**
 * Log message with fields for programs that read the log. The fields are ids, names from the configuration and numbers,
 * never values from outside. The logger of a host prints only the message; the logger of the service writes the fields
 * beside it.
 */
export class LogLine {
  constructor(
    readonly message: string,
    readonly fields: LogFields,
  ) {}

  toString(): string {
    return this.message;
  }

  [inspect.custom](): string {
    return this.message;
  }
}
