import { inspect } from 'node:util';

export type LogFields = Readonly<Record<string, string | number>>;

/**
 * A log message with values for machines: ids, names from the configuration and numbers, nothing from outside. Nest's
 * own logger of a host prints the message alone; the service's logger writes the values beside it.
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
