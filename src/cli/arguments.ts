import { userInfo } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../common/durations.js';
import { CONSUMER } from '../payouts/access/configured-keys.js';
import { OUTBOX_EVENT_TYPES, type OutboxEventType } from '../payouts/domain/outbox-event.js';
import { parseRfc3339 } from '../payouts/dto/rfc3339.js';
import { isUuid } from '../payouts/http/resource-id.js';
import { type Principal, SCOPES, type Scope } from '../payouts/payouts.options.js';
import { readScopes } from '../service/config/keys.js';
import { SPAN, TIMER, type VariableRule } from '../service/config/variable-rules.js';
import { CommandError, EXIT } from './shell.js';

/**
 * Returns a parser for a command-line value that follows the same rule as an environment variable. For an invalid value
 * it throws the rule's message, and the command ends with the exit code 64.
 */
function byRule<T>({ parse, message }: VariableRule<T>): (text: string) => T {
  return (text) => {
    const value = parse(text);
    if (value === null) throw new InvalidArgumentError(`It ${message}.`);
    return value;
  };
}

/** Parses a time limit, such as `10m`, to milliseconds. It must be above 0 and below 24 days. */
export const timeout = byRule(TIMER);

/** Parses the lifetime of an API key, such as `90d`, to milliseconds. It must be above 0 and at most 3650 days. */
export const lifetime = byRule<number>({
  message: `${SPAN.message}, and above 0`,
  parse: (text) => (parseDuration(text) === 0 ? null : SPAN.parse(text)),
});

export const payoutId = byRule<string>({
  message: 'must be the id of a payout',
  parse: (text) => (isUuid(text) ? text.toLowerCase() : null),
});

export const endpointId = byRule<string>({
  message: 'must be the id of a webhook endpoint',
  parse: (text) => (isUuid(text) ? text.toLowerCase() : null),
});

/** Parses a comma-separated list, without spaces, of the event types that a webhook endpoint gets. */
export const eventTypes = byRule<readonly OutboxEventType[]>({
  message: `must be comma-separated of ${OUTBOX_EVENT_TYPES.join(', ')}`,
  parse: (text) => {
    const types = text.split(',') as OutboxEventType[];
    return types.every((type) => OUTBOX_EVENT_TYPES.includes(type)) ? types : null;
  },
});

export const time = byRule<string>({
  message: 'must be a time of RFC 3339 with its offset, such as 2026-12-24T18:00:00Z',
  parse: (text) => (parseRfc3339(text) === null ? null : text),
});

/** Parses the scopes (permissions) of an API key, joined by `+`. `*` means all. */
export const scopes = byRule<readonly Scope[]>({
  message: `must be * or some of ${SCOPES.join(', ')}, joined by +`,
  parse: readScopes,
});

/** Parses the name of a consumer (the owner of an API key). */
export const consumer = byRule<string>({
  message: 'must be 1 to 100 visible ASCII characters',
  parse: (text) => (CONSUMER.test(text) ? text : null),
});

/** Parses the maximum number of items that a command lists, from 1 to 100. */
export const pageLimit = byRule<number>({
  message: 'must be a number from 1 to 100',
  parse: (text) => (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 100 ? Number(text) : null),
});

export const port = byRule<number>({
  message: 'must be a port from 0 to 65535',
  parse: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null),
});

/**
 * Returns a caller with this name and all scopes. Commands need no API key, because whoever can read the service's
 * configuration has all rights anyway.
 */
export function operator(name: string): Principal {
  return { consumer: name, scopes: SCOPES };
}

/**
 * Returns the name of the person who makes a decision: the option `--by`, or else the operating-system user. The name
 * is stored with the decision.
 * @throws CommandError if `--by` is missing and the user is `root` or has no usable name, so that nobody knows who
 * decides
 */
export function decider(by: string | undefined): string {
  const name = by ?? userName();
  if (by !== undefined || !NOBODY.includes(name)) return name;
  throw new CommandError(`option '--by <name>' is required: ${name} does not say who decides`, EXIT.usage);
}

const UNNAMED = 'operator';
/** User names that do not identify a person. */
const NOBODY: readonly string[] = ['root', UNNAMED];

/**
 * Returns the name of the operating-system user. Returns `operator` if there is none or it is not a valid consumer
 * name.
 */
export function userName(): string {
  try {
    const { username } = userInfo();
    return CONSUMER.test(username) ? username : UNNAMED;
  } catch {
    return UNNAMED;
  }
}
