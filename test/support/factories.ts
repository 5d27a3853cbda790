import type { ConnectorAccount } from '../../src/common/connector-account.js';
import type { Echo, Observation, SubmitOutcome } from '../../src/common/payout-connector.js';
import type { Hold } from '../../src/payouts/domain/account-hold.js';
import type { Attempt } from '../../src/payouts/domain/attempts.js';
import type { Payout, Review, ReviewReason, Schedule } from '../../src/payouts/domain/payout.js';

/** Noon in Abidjan; all factories tell their times from here. */
export const NOON = Date.UTC(2026, 0, 15, 12);
export const PAYOUT_ID = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
const PROVIDER_ID = 'txn_1';

/** The fields of a payout that never change, except its ids. */
export const ORDER = {
  consumer: 'payroll',
  provider: 'jumia-credits',
  account: 'jumia-ci',
  amount: 10_050,
  scale: 2,
  currency: 'XOF',
  recipientKind: 'email',
  recipient: 'ada@example.com',
  reference: null,
  name: null,
  description: null,
  subCompanyId: null,
  expiresAt: null,
  metadata: null,
  batchId: null,
  retryOf: null,
  approvers: 1,
  createdAt: NOON,
} as const;

export function aPayout(overrides: Partial<Payout> = {}): Payout {
  return {
    id: PAYOUT_ID,
    ...ORDER,
    version: 1,
    status: 'queued',
    review: null,
    scope: 'https://jumia.example|CI|wallet',
    providerId: null,
    providerStatus: null,
    fee: null,
    totalAmount: null,
    providerData: null,
    usedAmount: null,
    returnedAmount: null,
    returnReason: null,
    failure: null,
    cancellation: null,
    resolution: null,
    queuedAt: NOON,
    submittedAt: null,
    settledAt: null,
    returnedAt: null,
    updatedAt: NOON,
    ...overrides,
  };
}

export function aReview(reason: ReviewReason): Review {
  return { reason, since: NOON, message: 'A person has to look.' };
}

export function aSchedule(overrides: Partial<Schedule> = {}): Schedule {
  return {
    nextAt: NOON,
    pollStep: 0,
    resendAt: null,
    lastReadAt: null,
    readFailedAt: null,
    readFailure: null,
    absences: 0,
    ...overrides,
  };
}

const NO_ECHO: Echo = { reference: null, amount: null, currency: null, recipient: null };

export function anEcho(overrides: Partial<Echo> = {}): Echo {
  return { ...NO_ECHO, ...overrides };
}

/** A word of the provider about `aPayout()`, without an echo. */
export function anObservation(overrides: Partial<Observation> = {}): Observation {
  return {
    fact: 'processing',
    providerStatus: overrides.fact ?? 'processing',
    providerId: PROVIDER_ID,
    echo: NO_ECHO,
    fee: null,
    totalAmount: null,
    usedAmount: null,
    returnReason: null,
    failureReason: null,
    duplicated: false,
    ...overrides,
  };
}

/** The first attempt of `aPayout()`, ended a second after noon with an unknown outcome. */
export function anAttempt(overrides: Partial<Attempt> = {}): Attempt {
  const number = overrides.number ?? 1;
  return {
    id: `attempt-${number}`,
    payoutId: PAYOUT_ID,
    number,
    startedAt: NOON,
    endedAt: NOON + 1_000,
    outcome: 'unknown',
    proof: 'open',
    blocksResend: false,
    reason: 'HTTP 500',
    providerReason: null,
    httpStatus: 500,
    ...overrides,
  };
}

export type Safety = ConnectorAccount['safety'];

/** As JumiaPay: our id is documented to be unique there. */
export const BY_REFERENCE: Safety = {
  dedupe: 'by-reference',
  lookup: 'by-reference',
  callbackAuth: 'capability-url',
  returnsAfterPaid: true,
};

/** As Djamo: nothing is documented about a repeated reference. */
export const UNVERIFIED: Safety = {
  dedupe: 'unverified',
  lookup: 'scan',
  callbackAuth: 'hmac',
  returnsAfterPaid: false,
};

const ANSWER = { reason: 'HTTP', httpStatus: null, retryAfterMs: null };

/** One outcome of every kind; `retryAfterMs` and the like by spreading over it. */
export const OUTCOMES = {
  accepted: { kind: 'accepted', observation: anObservation(), ...ANSWER },
  refused: { kind: 'refused', providerReason: 'too low', ...ANSWER },
  noConnection: { kind: 'not_sent', cause: 'no_connection', ...ANSWER },
  throttled: { kind: 'not_sent', cause: 'throttled', ...ANSWER },
  accountFault: { kind: 'account_fault', ...ANSWER },
  unknown: { kind: 'unknown', duplicate: false, ...ANSWER },
  duplicate: { kind: 'unknown', duplicate: true, ...ANSWER },
} as const satisfies Record<string, SubmitOutcome>;

export function aHold(overrides: Partial<Hold> = {}): Hold {
  return {
    reason: 'unknown_outcomes',
    by: 'worker',
    since: NOON,
    until: NOON + 5_000,
    step: 1,
    note: null,
    ...overrides,
  };
}
