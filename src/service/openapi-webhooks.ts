import type { OpenAPIObject } from '@nestjs/swagger';
import { getSchemaPath } from '@nestjs/swagger';
import { PAYOUT_STATUSES } from '../payouts/domain/payout.js';
import { EVENT_DATA, EVENT_SENTENCES } from '../payouts/outbox/dto/event-data.dto.js';

type EventType = keyof typeof EVENT_DATA;

const TIME = '2026-11-20T08:00:00.000Z';
const PAYOUT_ID = '0193476a-7c00-7000-8000-000000000001';
const ID = '0193476a-7c00-7000-8000-000000000002';
const PAYOUT = {
  id: PAYOUT_ID,
  object: 'payout',
  version: 4,
  status: 'paid',
  previousStatus: 'processing',
  review: null,
  reference: 'S-11-0042',
  batchId: null,
};
const HOLD = { reason: 'account_fault', since: TIME, until: '2026-11-20T08:00:30.000Z', by: 'worker' };

/**
 * Returns an object with a value for each status of a payout: the argument `paid` for the status `paid`, and `none` for
 * every other status.
 */
function allPaid<T>(paid: T, none: T): Record<string, T> {
  return Object.fromEntries(PAYOUT_STATUSES.map((status) => [status, status === 'paid' ? paid : none]));
}

/** Example of `data` for each event type. */
const EXAMPLES: Readonly<Record<EventType, object>> = {
  'payout.updated': PAYOUT,
  'payout.review_opened': {
    ...PAYOUT,
    version: 3,
    status: 'unconfirmed',
    previousStatus: 'unconfirmed',
    review: { reason: 'absent_at_provider', since: TIME },
  },
  'batch.completed': {
    id: ID,
    object: 'batch',
    counts: { total: 2, accepted: 2, rejected: 0, ...allPaid(2, 0) },
    sums: { XOF: { total: '12500', ...allPaid('12500', '0') } },
    completedAt: TIME,
  },
  'account.held': { name: 'djamo', object: 'account', hold: HOLD },
  'account.released': { name: 'djamo', object: 'account', hold: null },
  'account.low_balance': {
    name: 'djamo',
    object: 'account',
    balance: { amount: '250000', currency: 'XOF', asOf: TIME },
    lowBalance: '500000',
  },
  'reconciliation.discrepancy': {
    id: ID,
    object: 'discrepancy',
    runId: null,
    kind: 'amount_differs',
    provider: 'djamo',
    account: 'djamo',
    payoutId: PAYOUT_ID,
    providerId: 'tr_123',
  },
  'endpoint.disabled': { id: ID, object: 'webhook_endpoint', disabledReason: 'gone' },
  'endpoint.test': { id: ID, object: 'webhook_endpoint' },
};

/** Headers of each webhook: name, description and example. */
const HEADERS = [
  ['webhook-id', 'The id of the event. The same for every attempt, so use it to drop repetitions.', ID],
  [
    'webhook-timestamp',
    'Seconds since 1970 of this attempt. Refuse what is more than five minutes away.',
    '1763625600',
  ],
  [
    'webhook-signature',
    'Space-separated signatures (Standard Webhooks). One that is right suffices.',
    'v1,K5oZfzN95Z9U==',
  ],
] as const;

/** Returns the section `webhooks` of the OpenAPI document, with one POST for each event type. */
export function openApiWebhooks(): NonNullable<OpenAPIObject['webhooks']> {
  const types = Object.keys(EVENT_DATA) as EventType[];
  return Object.fromEntries(types.map((type) => [type, { post: operationOf(type) }]));
}

function operationOf(type: EventType) {
  return {
    operationId: `webhook.${type}`,
    summary: EVENT_SENTENCES[type],
    description: 'Cauri sends this to your endpoint. Every answer but 2xx is a failure, and the event is sent again.',
    tags: ['webhooks'],
    security: [],
    parameters: HEADERS.map(([name, description, example]) => ({
      name,
      in: 'header' as const,
      required: true,
      description,
      schema: { type: 'string' },
      example,
    })),
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['type', 'timestamp', 'data'],
            properties: {
              type: { type: 'string', const: type },
              timestamp: { type: 'string', format: 'date-time' },
              data: { $ref: getSchemaPath(EVENT_DATA[type]) },
            },
          },
          example: { type, timestamp: TIME, data: EXAMPLES[type] },
        },
      },
    },
    responses: {
      '2XX': { description: 'You have stored the event.' },
      '410': { description: 'You want no more events. The endpoint is disabled.' },
    },
  };
}
