import { anAttempt, anObservation, aPayout, NOON, OUTCOMES } from '../../../test/support/factories.js';
import { type Attempt, type AttemptOutcome, loseLease, mayBeExecuted, noneExecuted, settle } from './attempts.js';
import { applyEvents } from './fold.js';
import { PAYOUT_STATUSES } from './payout.js';

const AT = NOON + 2_000;
const GUARD: AttemptOutcome = {
  kind: 'not_sent',
  cause: 'guard',
  reason: 'late',
  httpStatus: null,
  retryAfterMs: null,
};
const running = anAttempt({ endedAt: null, outcome: null });

function ended(outcome: AttemptOutcome, earlier: readonly Attempt[] = []) {
  const payout = aPayout({ status: 'submitting', submittedAt: NOON });
  const attempt = anAttempt({ number: earlier.length + 1, endedAt: null, outcome: null });
  const told = settle(payout, outcome, { attempts: [...earlier, attempt], attempt, at: AT });
  return { ...told, after: applyEvents(payout, told.events) };
}

describe('the outcome of the only attempt', () => {
  it.each([
    ['accepted', OUTCOMES.accepted, 'executed', 'processing'],
    ['refused', OUTCOMES.refused, 'rejected', 'unconfirmed'],
    ['without a connection', OUTCOMES.noConnection, 'not_executed', 'queued'],
    ['throttled', OUTCOMES.throttled, 'rejected', 'unconfirmed'],
    ['an account fault', OUTCOMES.accountFault, 'rejected', 'unconfirmed'],
    ['stopped by the guard', GUARD, 'not_executed', 'queued'],
    ['unknown', OUTCOMES.unknown, 'open', 'unconfirmed'],
    ['a duplicate', OUTCOMES.duplicate, 'open', 'unconfirmed'],
  ] as const)('%s: no refusal is believed unasked', (_, outcome, proof, status) => {
    const { after, ending } = ended(outcome);
    expect(ending).toMatchObject({ outcome: outcome.kind, proof, endedAt: AT });
    expect(after).toMatchObject({ status, failure: null, settledAt: null });
  });

  it('keeps why and with which status the provider refused', () => {
    const { ending } = ended({ ...OUTCOMES.refused, reason: 'HTTP 400', httpStatus: 400 });
    expect(ending).toMatchObject({ reason: 'HTTP 400', httpStatus: 400, providerReason: 'too low' });
  });

  it('binds the id of the provider', () => {
    expect(ended(OUTCOMES.accepted).after.providerId).toBe('txn_1');
  });
});

describe('an accepted submission that says nothing clear', () => {
  it.each([
    ['an unknown word', anObservation({ fact: 'unknown' })],
    ['another amount', anObservation({ echo: { ...anObservation().echo, amount: '1' } })],
    ['two transactions', anObservation({ duplicated: true })],
  ])('(%s) is looked up and never sent again', (_, observation) => {
    const { after, ending } = ended({ ...OUTCOMES.accepted, observation });
    expect(after.status).toBe('unconfirmed');
    expect(ending.proof).toBe('executed');
  });

  it('is told by events whose statuses follow each other', () => {
    const { events } = ended({ ...OUTCOMES.accepted, observation: anObservation({ fact: 'unknown' }) });
    expect(events.map(({ type, changes }) => [type, changes.status])).toEqual([
      ['submission_accepted', 'unconfirmed'],
      ['observed', undefined],
    ]);
  });
});

describe('an answer after an attempt that may be executed', () => {
  const open = anAttempt();

  it.each(Object.entries({ ...OUTCOMES, GUARD }).filter(([name]) => name !== 'accepted'))(
    '%s leaves the payout in doubt',
    (_, outcome) => {
      expect(ended(outcome, [open]).after.status).toBe('unconfirmed');
      expect(ended(outcome, [open]).after.status).toBe('unconfirmed');
    },
  );

  it.each([
    ['refused', OUTCOMES.refused],
    ['a duplicate', OUTCOMES.duplicate],
  ])('%s blocks every further POST', (_, outcome) => {
    expect(ended(outcome, [open]).ending).toMatchObject({ proof: 'open', blocksResend: true });
  });

  it('blocks every further POST also when the earlier attempt was only rejected', () => {
    const rejected = anAttempt({ proof: 'rejected', outcome: 'not_sent' });
    expect(ended(OUTCOMES.refused, [rejected])).toMatchObject({
      ending: { proof: 'open', blocksResend: true },
      after: { status: 'unconfirmed' },
    });
  });

  it('blocks nothing when it says nothing about our id', () => {
    for (const outcome of [OUTCOMES.unknown, OUTCOMES.throttled, OUTCOMES.noConnection, OUTCOMES.accountFault]) {
      expect(ended(outcome, [open]).ending.blocksResend).toBe(false);
    }
  });

  it('a 409 blocks also as the first answer', () => {
    expect(ended(OUTCOMES.duplicate).ending.blocksResend).toBe(true);
  });
});

describe('a late answer', () => {
  it.each(PAYOUT_STATUSES.filter((status) => !['submitting', 'unconfirmed'].includes(status)))(
    'is evidence that changes nothing of a payout that is %s',
    (status) => {
      for (const outcome of [GUARD, OUTCOMES.refused, OUTCOMES.unknown, OUTCOMES.throttled]) {
        const payout = aPayout({ status });
        const context = { attempts: [running], attempt: running, at: AT };
        const { events } = settle(payout, outcome, context);
        expect(events.map(({ type }) => type)).toEqual(['late_answer']);
        expect(applyEvents(payout, events)).toEqual(payout);
      }
    },
  );

  it('that says accepted pays a payout of which we gave up', () => {
    const payout = aPayout({ status: 'failed', settledAt: NOON });
    const outcome = { ...OUTCOMES.accepted, observation: anObservation({ fact: 'paid' }) };
    const context = { attempts: [running], attempt: running, at: AT };
    const { events, alarms } = settle(payout, outcome, context);
    expect(applyEvents(payout, events).status).toBe('paid');
    expect(alarms).toEqual(['moved_after_failed']);
  });

  it.each([
    ['paid', 'completed'],
    ['failed', 'failed'],
    ['processing', 'started'],
  ] as const)('takes nothing back of what a read found since: %s', (status, providerStatus) => {
    const payout = aPayout({ status, providerId: 'txn_1', providerStatus });
    const context = { attempts: [running], attempt: running, at: AT };
    for (const fact of ['processing', 'unknown'] as const) {
      const outcome = { ...OUTCOMES.accepted, observation: anObservation({ fact, providerStatus: 'pending' }) };
      const { events, alarms } = settle(payout, outcome, context);
      expect(events.map(({ type }) => type)).toEqual(['submission_accepted']);
      expect(applyEvents(payout, events)).toEqual(payout);
      expect(alarms).toEqual([]);
    }
  });

  it('of another transaction than the one a read found goes to a person', () => {
    const payout = aPayout({ status: 'paid', providerId: 'txn_2', providerStatus: 'completed' });
    const context = { attempts: [running], attempt: running, at: AT };
    const { events, alarms } = settle(payout, OUTCOMES.accepted, context);
    expect(applyEvents(payout, events).review).toMatchObject({ reason: 'conflict' });
    expect(alarms).toEqual(['other_transaction']);
  });

  it('of the first attempt does not disturb the second one, which is under way', () => {
    const first = anAttempt();
    const second = anAttempt({ number: 2, endedAt: null, outcome: null });
    for (const outcome of [GUARD, OUTCOMES.refused, OUTCOMES.unknown]) {
      const payout = aPayout({ status: 'submitting' });
      const context = { attempts: [first, second], attempt: first, at: AT };
      expect(applyEvents(payout, settle(payout, outcome, context).events).status).toBe('submitting');
    }
  });
});

describe('a lost lease', () => {
  it('ends its attempt in doubt', () => {
    const { ending, event } = loseLease(AT);
    expect(ending).toMatchObject({ outcome: 'unknown', proof: 'open', endedAt: AT });
    expect(event).toMatchObject({ type: 'submission_unknown', changes: { status: 'unconfirmed' } });
  });
});

describe('noneExecuted', () => {
  it.each([
    [[], true],
    [['not_executed'], true],
    [['not_executed', 'not_executed'], true],
    [['rejected'], false],
    [['open'], false],
    [['executed'], false],
    [['not_executed', 'open', 'not_executed'], false],
    [['open', 'not_executed'], false],
  ] as const)('of %j is %s', (proofs, expected) => {
    const attempts = proofs.map((proof) => ({ proof }));
    expect(noneExecuted(attempts)).toBe(expected);
    expect(mayBeExecuted(attempts)).toBe(!expected);
  });
});
