import { parseDuration, parsePlan } from '../../common/durations.js';
import { MAX_RATE, MAX_SPAN_MS, MAX_TIMER_MS } from '../../payouts/options-rules.js';

/** Rule for the value of a variable. `parse` returns null for an invalid value; `message` says what is valid. */
export interface VariableRule<T> {
  readonly message: string;
  parse(text: string): T | null;
}

/** Returns the rule for a variable that must be exactly one of these words. */
export function oneOf<const T extends string>(...words: readonly T[]): VariableRule<T> {
  return {
    message: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    parse: (text) => words.find((word) => word === text) ?? null,
  };
}

/**
 * Returns the rule for a variable with two words, such as `true` and `false`. The word `yes` gives true, and `no`
 * false.
 */
export function flag(yes: string, no: string): VariableRule<boolean> {
  return {
    message: `must be ${yes} or ${no}`,
    parse: (text) => (text === yes ? true : text === no ? false : null),
  };
}

export const TRUE_OR_FALSE = flag('true', 'false');

/** Returns the rule for an integer from `min` to `max`, inclusive. Its text has only digits, so there is no sign. */
export function integer(min: number, max: number): VariableRule<number> {
  return {
    message: `must be an integer from ${min} to ${max}`,
    parse: (text) => (/^\d{1,15}$/.test(text) ? within(Number(text), min, max) : null),
  };
}

/**
 * Rule for a duration that a timer waits, such as a timeout, above 0. Its limit is the longest delay of a Node timer.
 * The value is in milliseconds.
 */
export const TIMER: VariableRule<number> = {
  message: 'must be a duration such as 250ms, 45s, 15m, above 0 and below 24d',
  parse: (text) => within(parseDuration(text), 1, MAX_TIMER_MS),
};

/**
 * Rule for a duration between two stored times. It may be 0, or longer than a timer can wait. The value is in
 * milliseconds.
 */
export const SPAN: VariableRule<number> = {
  message: 'must be a duration such as 45s, 15m, 24h, 90d, at most 3650d',
  parse: (text) => within(parseDuration(text), 0, MAX_SPAN_MS),
};

/** Rule for a duration between two stored times that must not be 0. The value is in milliseconds. */
export const POSITIVE_SPAN: VariableRule<number> = {
  message: 'must be a duration such as 45s, 15m, 24h, 90d, above 0 and at most 3650d',
  parse: (text) => within(parseDuration(text), 1, MAX_SPAN_MS),
};

/**
 * Rule for a list of waits, such as the times between the reads of a payout. The values are in milliseconds, each above
 * 0.
 */
export const PLAN: VariableRule<readonly number[]> = {
  message: 'must be comma-separated durations such as 30s,1m,2m, each above 0 and at most 3650d',
  parse: (text) => {
    const steps = parsePlan(text);
    return steps?.every((step) => step <= MAX_SPAN_MS) ? steps : null;
  },
};

/** Rule for a whole number of requests per second, written as `20/s`. */
export const RATE: VariableRule<number> = {
  message: 'must be a rate such as 20/s, from 1/s to 10000/s',
  parse: (text) => within(Number(/^(\d{1,5})\/s$/.exec(text)?.[1] ?? 0), 1, MAX_RATE),
};

/** Rule for a text that is used unchanged. */
export const TEXT: VariableRule<string> = { message: 'must be a text', parse: (text) => text };

function within(value: number | null, min: number, max: number): number | null {
  return value !== null && value >= min && value <= max ? value : null;
}
