import { inspect } from 'node:util';

/** Fields of a log line by name, such as `payoutId` and `traceId`. */
export type LogFields = Readonly<Record<string, string | number>>;

/**
 * Log message with fields for programs that read the log. The fields are ids, numbers and names from the configuration.
 * Apart from the trace id of a request, none of them comes from outside. The logger of an application that embeds Cauri
 * prints only the message. The logger of the standalone service writes the fields beside it.
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
