import { inspect } from 'node:util';

export type LogFields = Readonly<Record<string, string | number>>;

/**
 * A log message with values for machines: ids, names from the configuration and numbers, nothing from outside. Nest's
 * own logger of a host prints the message alone; the service's logger writes the values beside it.
 */
export class LogLine {
  /** The text, if it takes work to make, is made when the line is written: a payout has four that may not be. */
  constructor(
    private readonly text: string | (() => string),
    readonly fields: LogFields,
  ) {}

  get message(): string {
    return typeof this.text === 'string' ? this.text : this.text();
  }

  toString(): string {
    return this.message;
  }

  [inspect.custom](): string {
    return this.message;
  }
}
