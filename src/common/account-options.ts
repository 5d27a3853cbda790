import { trimEnd } from './trim-end.js';
import 'reflect-metadata';
import { type ClassConstructor, plainToInstance, Transform, Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsBoolean, Matches, ValidateBy, ValidateNested, validateSync } from 'class-validator';
import { problemsOf } from './parse.js';
import type { Problem } from './payout-connector.js';
import { isJsonObject } from './provider-http.js';
import { isHttpsOrLoopback } from './urls.js';

/**
 * Creates a property decorator that validates a value. `problemOf` returns the error message, or null for a valid
 * value. `owner` is the object that has the property.
 */
export function Rule(name: string, problemOf: (value: unknown, owner: object) => string | null): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown, args) => problemOf(value, args?.object ?? {}) === null,
      defaultMessage: (args) => problemOf(args?.value, args?.object ?? {}) ?? '',
    },
  });
}

/**
 * Validates an account name: 1 to 40 characters `a-z`, `0-9` and `-`, which need no escaping in URLs and metric labels.
 */
export const IsAccountName = () => Matches(/^[a-z0-9-]{1,40}$/, { message: 'must be 1 to 40 of a-z, 0-9 and -' });

/**
 * Validates a list of accounts in a connector's options. Each account must be valid by the decorators of the class that
 * `type` returns. No two accounts may have the same name.
 */
export function IsAccountList(type: () => ClassConstructor<object>): PropertyDecorator {
  const decorators = [
    IsArray({ message: 'must be a list' }),
    ArrayUnique((account?: { name?: unknown }) => account?.name, { message: 'must have different names' }),
    ValidateNested({ each: true, message: 'must be a list of objects' }),
    Type(type),
  ];
  return (target, property) => {
    for (const decorator of decorators) decorator(target, property);
  };
}

/**
 * Validates a secret or an id that is sent in an HTTP header. A character that is not allowed in headers is thus
 * reported when the application starts, not when the first request fails.
 */
export const IsHeaderValue = () =>
  Matches(/^[ -~\u00a0-\u00ff]+$/, { message: 'must be a text without control characters' });

function baseUrlProblem(value: unknown): string | null {
  const text = typeof value === 'string' ? value : '';
  if (!/^https?:\/\/[!-~]+$/.test(text) || !URL.canParse(text)) return 'must be an https URL';
  const url = new URL(text);
  if (!isHttpsOrLoopback(url)) return 'must be an https URL';
  if (/[?#]/.test(text) || url.username !== '' || url.password !== '') {
    return 'must have no user name, password, query or fragment';
  }
  return url.pathname.endsWith('/v1') ? 'must not end in /v1, which the client adds' : null;
}

/**
 * Validates the base URL of a provider's API and removes slashes at its end. The URL must use https, except for
 * loopback addresses. It must have no user name, password, query or fragment, and must not end in `/v1`.
 */
export function IsBaseUrl(): PropertyDecorator {
  const withoutSlash = Transform(({ value }) => (typeof value === 'string' ? trimEnd(value, '/') : value));
  const valid = Rule('isBaseUrl', baseUrlProblem);
  return (target, property) => {
    withoutSlash(target, property);
    valid(target, property);
  };
}

const MAX_TIMEOUT_MS = 600_000;

/**
 * Validates a timeout from 1 ms to 10 minutes, in whole milliseconds. It covers the connection, the request and the
 * response together.
 */
export const IsTimeoutMs = () =>
  Rule('isTimeoutMs', (value) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_TIMEOUT_MS
      ? null
      : `must be 1 to ${MAX_TIMEOUT_MS} whole milliseconds`,
  );

/** Validates a boolean. A text such as `"true"` is not one. */
export const IsFlag = () => IsBoolean({ message: 'must be true or false' });

/** Validates the URL of an outgoing HTTP proxy. It may contain a user name and a password. */
export const IsProxyUrl = () =>
  Rule('isProxyUrl', (value) =>
    typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value) ? null : 'must be an http(s) URL',
  );

/**
 * Converts raw options to an instance of `type` and validates it. Returns the instance and its problems: the first one
 * of each field, with field names like `accounts[0].baseUrl`. If there are problems, the instance must not be used.
 * Undefined counts as no options. An unknown key is a problem, because it is probably a typing error.
 */
export function readOptions<T extends object>(type: ClassConstructor<T>, raw: unknown): [T, Problem[]] {
  if (raw !== undefined && !isJsonObject(raw))
    return [new type(), [{ field: 'options', message: 'must be an object' }]];
  // Without this setting, an undefined value would replace the default of its property.
  const value = plainToInstance(type, raw ?? {}, { exposeUnsetFields: false });
  const errors = validateSync(value, { whitelist: true, forbidNonWhitelisted: true });
  const problems = firstOfEach(problemsOf(errors)).map(({ field, message }) => ({
    field: field.replace(/\.(\d+)(?=\.|$)/g, '[$1]'),
    message,
  }));
  return [value, problems];
}

/**
 * Returns the first problem of each field. The option `stopAtFirstError` of class-validator cannot do this: if a list
 * is invalid itself, for example because two accounts have the same name, it hides the problems of the list's items.
 */
function firstOfEach(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at);
}

/**
 * Type of the options that a host (an application that embeds Cauri) passes for the options type `T`. The fields in
 * `Required` must be given. All other fields are optional.
 */
export type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

/**
 * Returns all problems on one line, for an error message. The line contains the names of fields but not their values.
 */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(({ field, message }) => `${field} ${message}`).join('; ');
}
