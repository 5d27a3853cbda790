import {
  BAD_CURSORS,
  BAD_IDS,
  BAD_KEYS,
  BAD_QUERIES,
  BAD_RECIPIENTS,
  BAD_TYPES,
  BAD_VALUES,
  DJAMO_PAYOUT,
  JUMIA_PAYOUT,
  NO_OBJECTS,
  PROVIDER_RULES,
  ROUTES_OF_A_PAYOUT,
  UNKNOWN_FIELDS,
  UNREADABLE_BODIES,
} from './malformed-values.js';

/** Requests that break a rule of the API, and what the answer has to name. */
export interface MalformedRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly status: number;
  readonly code: string;
  /** What `errors` has to name; null where the code says it all. */
  readonly field: string | null;
}

const JSON_TYPE = { 'content-type': 'application/json' };

const fromEntries = <T>(table: Readonly<Record<string, readonly T[]>>) =>
  Object.entries(table).flatMap(([key, values]) => values.map((value) => [key, value] as const));

function post(name: string, body: MalformedRequest['body'], expected: Partial<MalformedRequest>): MalformedRequest {
  const refused = { status: 422, code: 'validation_failed', field: null };
  return { name, method: 'POST', path: '/v1/payouts', headers: JSON_TYPE, body, ...refused, ...expected };
}

function get(path: string, expected: Partial<MalformedRequest>): MalformedRequest {
  return { ...post(`GET ${path}`, null, expected), method: 'GET', path, headers: {} };
}

const shown = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 60);

/** `recipient.x` for what is wrong inside a recipient, or the recipient itself when it holds nothing at all. */
function recipientRequests(): MalformedRequest[] {
  return fromEntries(BAD_RECIPIENTS).map(([field, value]) => {
    const recipient = { [field.replace('recipient.', '')]: value };
    return post(`${field} ${shown(value)}`, JSON.stringify({ ...DJAMO_PAYOUT, recipient }), { field });
  });
}

function bodies(): MalformedRequest[] {
  return [
    ...fromEntries(BAD_VALUES).map(([field, value]) =>
      post(`${field} ${shown(value)}`, JSON.stringify({ ...DJAMO_PAYOUT, [field]: value }), { field }),
    ),
    ...['amount', 'currency', 'recipient'].map((field) =>
      post(`no ${field}`, JSON.stringify({ ...JUMIA_PAYOUT, [field]: undefined }), { field }),
    ),
    ...UNKNOWN_FIELDS.flatMap((field) => [
      post(`the field ${field}`, JSON.stringify({ ...DJAMO_PAYOUT, [field]: 'x' }), { field }),
      post(
        `the field ${field} of the recipient`,
        JSON.stringify({ ...DJAMO_PAYOUT, recipient: { ...DJAMO_PAYOUT.recipient, [field]: 'x' } }),
        { field: `recipient.${field}` },
      ),
    ]),
    ...PROVIDER_RULES.map(([name, body, field, code]) =>
      post(name, JSON.stringify(body), { field, ...(code && { code }) }),
    ),
    ...NO_OBJECTS.map((body) => post(`the body ${shown(body)}`, body, { field: 'body' })),
    post(
      'both recipients',
      JSON.stringify({ ...DJAMO_PAYOUT, recipient: { ...DJAMO_PAYOUT.recipient, ...JUMIA_PAYOUT.recipient } }),
      {
        field: 'recipient',
      },
    ),
  ];
}

function transports(): MalformedRequest[] {
  const good = JSON.stringify(DJAMO_PAYOUT);
  return [
    ...UNREADABLE_BODIES.map(([name, body]) =>
      post(`a body of ${name}`, body, { status: 400, code: 'invalid_request', field: 'body' }),
    ),
    ...[20, 5_000, 10_000].flatMap((levels) => [
      post(`${levels} objects in each other`, `{"metadata":${'{"a":'.repeat(levels)}1${'}'.repeat(levels + 1)}`, {}),
      post(`${levels} lists in each other`, `{"metadata":${'['.repeat(levels)}${']'.repeat(levels)}}`, {}),
    ]),
    ...[65_537, 1_000_000].map((size) =>
      post(`a body of ${size} bytes`, JSON.stringify({ ...DJAMO_PAYOUT, name: 'x'.repeat(size) }), {
        status: 413,
        code: 'payload_too_large',
      }),
    ),
    ...BAD_TYPES.map((type) =>
      post(`the type ${type}`, good, {
        status: 415,
        code: 'unsupported_media_type',
        headers: { 'content-type': type },
      }),
    ),
    ...BAD_KEYS.map((key) =>
      post(`the Idempotency-Key ${shown(key)}`, good, {
        status: 400,
        code: 'idempotency_key_invalid',
        field: 'Idempotency-Key',
        headers: { ...JSON_TYPE, 'idempotency-key': key },
      }),
    ),
  ];
}

function addresses(): MalformedRequest[] {
  const notFound = { status: 404, code: 'not_found' };
  return [
    ...BAD_IDS.flatMap((id) =>
      ROUTES_OF_A_PAYOUT.map(([method, tail]) => ({ ...get(`/v1/payouts/${id}${tail}`, notFound), method })),
    ),
    ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => ({ ...get('/v1/payouts', notFound), method })),
    ...['/v1/payout', '/v2/payouts', '/V1/payouts', '/v1/payouts//', '/v1//payouts', '/%', '/v1/payouts%00'].map(
      (path) => get(path, notFound),
    ),
    ...fromEntries(BAD_QUERIES).map(([field, value]) => get(`/v1/payouts?${field}=${value}`, { field })),
    ...BAD_CURSORS.map((cursor) =>
      get(`/v1/payouts?cursor=${cursor}`, { status: 400, code: 'invalid_request', field: 'cursor' }),
    ),
  ];
}

export const MALFORMED_REQUESTS: readonly MalformedRequest[] = [
  ...bodies(),
  ...recipientRequests(),
  ...transports(),
  ...addresses(),
];
