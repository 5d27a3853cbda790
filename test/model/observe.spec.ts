import fc from 'fast-check';
import type { Observation, ProviderFact } from '../../src/common/payout-connector.js';
import { observe } from '../../src/payouts/domain/apply-observation.js';
import { applyEvents, fold } from '../../src/payouts/domain/fold.js';
import {
  type NewEvent,
  PAYOUT_STATUSES,
  type Payout,
  type PayoutStatus,
  REVIEW_REASONS,
  type Resolution,
} from '../../src/payouts/domain/payout.js';
import { anEcho, anObservation, aPayout, aReview, NOON, PAYOUT_ID } from '../support/factories.js';
import { runs } from './runs.js';

const FACTS: readonly ProviderFact[] = [
  'processing',
  'paid',
  'failed',
  'cancelling',
  'returned',
  'cancellation_failed',
  'expiration_failed',
  'unknown',
];

/** Amounts as providers tell them, and as they should not. */
const amount = fc.oneof(fc.constantFrom(null, '0', '100.5', '100.50', '0100.50', '40'), fc.string({ maxLength: 12 }));
const echoOf = (order: string) => fc.constantFrom(null, null, order, 'X***X');

const echo = fc.record({
  reference: fc.oneof(echoOf(PAYOUT_ID), fc.string()),
  amount: fc.oneof(echoOf('100.5'), amount),
  currency: fc.oneof(echoOf('xof'), fc.string({ maxLength: 3 })),
  recipient: fc.oneof(echoOf('ADA@example.com'), fc.string()),
});

const observation: fc.Arbitrary<Observation> = fc.record({
  fact: fc.constantFrom(...FACTS),
  providerStatus: fc.string({ maxLength: 64 }),
  providerId: fc.constantFrom(null, 'txn_1', 'txn_1', 'txn_2'),
  echo: fc.oneof(fc.constant(anEcho()), echo),
  fee: amount,
  totalAmount: amount,
  usedAmount: amount,
  returnReason: fc.constantFrom(null, 'canceled', 'expired', 'reversed'),
  failureReason: fc.option(fc.string()),
  duplicated: fc.constantFrom(false, false, false, true),
});

const resolution: fc.Arbitrary<Resolution> = fc.record({
  action: fc.constantFrom('resend', 'mark_paid', 'mark_failed'),
  by: fc.constant('ops'),
  note: fc.constant('a call'),
  at: fc.constant(NOON),
  answered: fc.boolean(),
});

const cancellation = fc.record({
  status: fc.constantFrom('requested', 'processing', 'done', 'refused', 'failed'),
  requestedAt: fc.constant(NOON),
  updatedAt: fc.constant(NOON),
  reason: fc.constant(null),
  unanswered: fc.nat(2),
  post: fc.constant(null),
});

const payout: fc.Arbitrary<Payout> = fc
  .record({
    status: fc.constantFrom(...PAYOUT_STATUSES),
    review: fc.option(fc.constantFrom(...REVIEW_REASONS).map(aReview)),
    providerId: fc.constantFrom(null, 'txn_1'),
    resolution: fc.option(resolution),
    cancellation: fc.option(cancellation),
  })
  .map(aPayout);

interface Told {
  readonly payout: Payout;
  readonly events: readonly NewEvent[];
}

function tell(before: Payout, said: Observation, at: number, mayBeExecuted = true): Told {
  const { events } = observe(before, said, { at, mayBeExecuted });
  return { payout: applyEvents(before, events), events };
}

function tellAll(before: Payout, said: readonly Observation[]): Payout {
  return said.reduce((now, one, index) => tell(now, one, NOON + index).payout, before);
}

describe('any observations of any payout', () => {
  it('are folded from their events alone, and change nothing that was ordered', () => {
    const property = fc.property(
      payout,
      fc.array(observation, { maxLength: 8 }),
      fc.boolean(),
      (before, said, maybe) => {
        let now = before;
        const events: NewEvent[] = [{ type: 'accepted', changes: before, data: {} }];
        for (const one of said) {
          const told = tell(now, one, NOON + events.length, maybe);
          now = told.payout;
          events.push(...told.events);
        }
        const folded = fold(events.map((event) => ({ ...event, version: now.version, at: now.updatedAt })));
        expect(folded).toEqual(now);
        const { id, amount: ordered, currency, recipient } = before;
        expect(now).toMatchObject({ id, amount: ordered, currency, recipient });
      },
    );
    fc.assert(property, runs(2_000));
  });

  it('never undo paid by failed, never leave returned, and never bind another transaction', () => {
    const property = fc.property(payout, fc.array(observation, { maxLength: 8 }), (before, said) => {
      const byHand = before.resolution !== null && !before.resolution.answered;
      const after = tellAll(before, said);
      const lasting: readonly PayoutStatus[] = byHand ? ['returned'] : ['paid', 'returned'];
      if (lasting.includes(before.status)) expect([before.status, 'returned']).toContain(after.status);
      expect(after.providerId).toBe(before.providerId ?? after.providerId);
    });
    fc.assert(property, runs(2_000));
  });

  it('tell nothing new the second time', () => {
    const property = fc.property(payout, observation, (before, said) => {
      const once = tell(before, said, NOON).payout;
      expect(tell(once, said, NOON + 1).events).toEqual([]);
    });
    fc.assert(property, runs(4_000));
  });

  it('move no money without the word of the provider', () => {
    const property = fc.property(payout, observation, (before, said) => {
      const after = tell(before, { ...said, fact: 'unknown' }, NOON).payout;
      expect(after.status).toBe(before.status);
    });
    fc.assert(property, runs(1_000));
  });
});

/** The furthest first: what each of these facts decides for good, whatever else was told. */
const LASTING: readonly [ProviderFact, PayoutStatus][] = [
  ['returned', 'returned'],
  ['paid', 'paid'],
  ['cancelling', 'paid'],
  ['cancellation_failed', 'paid'],
  ['expiration_failed', 'paid'],
];

describe('the order in which an unconfirmed payout is told about', () => {
  it('does not matter, unless the last word decides between processing and failed', () => {
    const property = fc.property(
      fc
        .array(fc.constantFrom(...FACTS), { maxLength: 8 })
        .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }))),
      ([facts, shuffled]) => {
        const said = shuffled.map((fact) => anObservation({ fact, usedAmount: '40' }));
        const { status } = tellAll(aPayout({ status: 'unconfirmed' }), said);
        const last = shuffled.filter((fact) => fact !== 'unknown').at(-1) ?? 'unconfirmed';
        expect(status).toBe(LASTING.find(([fact]) => facts.includes(fact))?.[1] ?? last);
      },
    );
    fc.assert(property, runs(2_000));
  });
});
