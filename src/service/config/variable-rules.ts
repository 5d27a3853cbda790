import { parseDuration, parsePlan } from '../../common/durations.js';
import { MAX_RATE, MAX_SPAN_MS, MAX_TIMER_MS } from '../../payouts/options-rules.js';

/** The rule for a variable. `parse` returns null for an invalid value, and `message` describes valid ones. */
export interface VariableRule<T> {
  readonly message: string;
  parse(text: string): T | null;
}

export function oneOf<const T extends string>(...words: readonly T[]): VariableRule<T> {
  return {
    message: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    parse: (text) => words.find((word) => word === text) ?? null,
  };
}

/** Returns the rule for a variable with two values, such as `true` and `false`. */
export function flag(yes: string, no: string): VariableRule<boolean> {
  return {
    message: `must be ${yes} or ${no}`,
    parse: (text) => (text === yes ? true : text === no ? false : null),
  };
}

export const TRUE_OR_FALSE = flag('true', 'false');

export function integer(min: number, max: number): VariableRule<number> {
  return {
    message: `must be an integer from ${min} to ${max}`,
    parse: (text) => (/^\d{1,15}$/.test(text) ? within(Number(text), min, max) : null),
  };
}

/** A duration for a timer, such as a timeout. Its limit is the longest delay of a Node timer. */
export const TIMER: VariableRule<number> = {
  message: 'must be a duration such as 250ms, 45s, 15m, above 0 and below 24d',
  parse: (text) => within(parseDuration(text), 1, MAX_TIMER_MS),
};

/** A duration between two stored times. It may be longer than a timer can run. */
export const SPAN: VariableRule<number> = {
  message: 'must be a duration such as 45s, 15m, 24h, 90d, at most 3650d',
  parse: (text) => within(parseDuration(text), 0, MAX_SPAN_MS),
};

/** A duration between two stored times that must be longer than 0. */
export const POSITIVE_SPAN: VariableRule<number> = {
  message: 'must be a duration such as 45s, 15m, 24h, 90d, above 0 and at most 3650d',
  parse: (text) => within(parseDuration(text), 1, MAX_SPAN_MS),
};

export const PLAN: VariableRule<readonly number[]> = {
  message: 'must be comma-separated durations such as 30s,1m,2m, each above 0 and at most 3650d',
  parse: (text) => {
    const steps = parsePlan(text);
    return steps?.every((step) => step <= MAX_SPAN_MS) ? steps : null;
  },
};

/** A whole number of requests per second. */
export const RATE: VariableRule<number> = {
  message: 'must be a rate such as 20/s, from 1/s to 10000/s',
  parse: (text) => within(Number(/^(\d{1,5})\/s$/.exec(text)?.[1] ?? 0), 1, MAX_RATE),
};

/** A text that is used unchanged. */
export const TEXT: VariableRule<string> = { message: 'must be a text', parse: (text) => text };

function within(value: number | null, min: number, max: number): number | null {
  return value !== null && value >= min && value <= max ? value : null;
}
