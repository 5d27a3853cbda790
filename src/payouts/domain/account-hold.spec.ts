import { aHold, NOON, OUTCOMES } from '../../../test/support/factories.js';
import {
  type AccountState,
  holdAfter,
  holdForRetryAfter,
  holdUnexplained,
  isProbed,
  nextProbe,
  OPEN_ACCOUNT,
} from './account-hold.js';
import type { AttemptOutcome } from './attempts.js';

const PLAN = [5_000, 15_000, 60_000];
const AT = NOON + 1_000;
const GUARD: AttemptOutcome = {
  kind: 'not_sent',
  cause: 'guard',
  reason: 'late',
  httpStatus: null,
  retryAfterMs: null,
};
const PAUSED = aHold({ reason: 'paused', by: 'fatou', until: null, step: 0, note: null });
const UNEXPLAINED = aHold({ reason: 'unexplained_transaction', until: null, step: 0, note: null });

function tell(state: AccountState, outcome: AttemptOutcome, startedAt = NOON): AccountState {
  return holdAfter(state, outcome, { startedAt, holdPlan: PLAN, at: AT });
}

const withRetryAfter = (outcome: AttemptOutcome): AttemptOutcome =>
  outcome.kind === 'not_sent' && outcome.cause === 'guard' ? outcome : { ...outcome, retryAfterMs: 9_000 };

const held = (overrides = {}): AccountState => ({ unknowns: 0, failures: 0, hold: aHold(overrides) });

describe('an open account', () => {
  it('is held after the third submission in a row without an answer', () => {
    const one = tell(OPEN_ACCOUNT, OUTCOMES.unknown);
    const two = tell(one, OUTCOMES.unknown);
    expect([one, two]).toEqual([
      { unknowns: 1, failures: 0, hold: null },
      { unknowns: 2, failures: 0, hold: null },
    ]);
    expect(tell(two, OUTCOMES.unknown)).toEqual({
      unknowns: 3,
      failures: 0,
      hold: { reason: 'unknown_outcomes', by: 'worker', since: AT, until: AT + 5_000, step: 1, note: null },
    });
  });

  it('counts a missing connection like a missing answer', () => {
    expect(tell({ unknowns: 2, failures: 0, hold: null }, OUTCOMES.noConnection).hold?.reason).toBe('unreachable');
  });

  it.each([
    ['accepted', OUTCOMES.accepted],
    ['refused', OUTCOMES.refused],
    ['a duplicate', OUTCOMES.duplicate],
  ])('begins to count anew after %s', (_, outcome) => {
    expect(tell({ unknowns: 2, failures: 0, hold: null }, outcome)).toEqual(OPEN_ACCOUNT);
  });

  it.each([
    ['account_fault', OUTCOMES.accountFault],
    ['throttled', OUTCOMES.throttled],
  ] as const)('is held at once for %s', (reason, outcome) => {
    expect(tell(OPEN_ACCOUNT, outcome).hold).toEqual({
      reason,
      by: 'worker',
      since: AT,
      until: AT + 5_000,
      step: 1,
      note: null,
    });
  });

  it('learns nothing from our own guard', () => {
    expect(tell({ unknowns: 2, failures: 0, hold: null }, GUARD)).toEqual({ unknowns: 2, failures: 0, hold: null });
  });

  it('waits as long as Retry-After says, whatever the answer was', () => {
    for (const outcome of [OUTCOMES.accepted, OUTCOMES.refused, OUTCOMES.unknown, OUTCOMES.duplicate]) {
      const { hold } = tell(OPEN_ACCOUNT, { ...outcome, retryAfterMs: 7_000 });
      expect(hold).toEqual({ reason: 'throttled', by: 'worker', since: AT, until: AT + 7_000, step: 0, note: null });
    }
  });

  it('waits for the longer of Retry-After and its own plan', () => {
    expect(tell(OPEN_ACCOUNT, { ...OUTCOMES.throttled, retryAfterMs: 1_000 }).hold?.until).toBe(AT + 5_000);
    expect(tell(OPEN_ACCOUNT, { ...OUTCOMES.throttled, retryAfterMs: 9_000 }).hold?.until).toBe(AT + 9_000);
  });
});

describe('a held account', () => {
  it.each([
    ['accepted', OUTCOMES.accepted],
    ['refused', OUTCOMES.refused],
    ['a duplicate', OUTCOMES.duplicate],
  ])('is opened by a probe that was %s', (_, outcome) => {
    expect(tell(held(), outcome)).toEqual(OPEN_ACCOUNT);
  });

  it.each([
    ['unknown_outcomes', OUTCOMES.unknown],
    ['unreachable', OUTCOMES.noConnection],
    ['throttled', OUTCOMES.throttled],
    ['account_fault', OUTCOMES.accountFault],
  ] as const)('takes the next step of the plan after a probe: %s', (reason, outcome) => {
    const since = NOON;
    expect(tell(held(), outcome).hold).toEqual({
      reason,
      by: 'worker',
      since,
      until: AT + 15_000,
      step: 2,
      note: null,
    });
  });

  it('repeats the last step of the plan', () => {
    expect(tell(held({ step: 7, note: null }), OUTCOMES.unknown).hold).toMatchObject({
      until: AT + 60_000,
      step: 8,
      note: null,
    });
    expect(nextProbe(aHold({ step: 2, note: null }), { holdPlan: PLAN, at: AT })).toMatchObject({
      until: AT + 60_000,
      step: 3,
      note: null,
    });
  });

  it.each([
    ['accepted', OUTCOMES.accepted],
    ['unknown', OUTCOMES.unknown],
    ['throttled', OUTCOMES.throttled],
  ])('stays as it is after an answer (%s) to what was sent before the hold', (_, outcome) => {
    expect(tell(held(), outcome, NOON - 1).hold).toEqual(aHold());
  });

  it('leaves its probe to the next one when our own guard stopped it', () => {
    expect(tell(held(), GUARD)).toEqual(held());
  });

  it('is not shortened by Retry-After', () => {
    expect(holdForRetryAfter(held({ until: AT + 60_000 }), 1_000, AT).hold?.until).toBe(AT + 60_000);
    expect(holdForRetryAfter(held({ until: AT }), 9_000, AT).hold?.until).toBe(AT + 9_000);
  });
});

describe.each([
  ['paused by an operator', PAUSED],
  ['paused by a consumer who is called worker', { ...PAUSED, by: 'worker' }],
  ['held for an unexplained transaction', UNEXPLAINED],
])('an account that is %s', (_, hold) => {
  it('is opened, probed and put off by no answer', () => {
    expect(isProbed(hold)).toBe(false);
    for (const outcome of [...Object.values(OUTCOMES), GUARD]) {
      expect(tell({ unknowns: 0, failures: 0, hold }, withRetryAfter(outcome)).hold).toEqual(hold);
    }
  });

  it('keeps its hold when another transaction is unexplained', () => {
    expect(holdUnexplained({ unknowns: 0, failures: 0, hold }, AT).hold).toEqual(hold);
  });
});

describe('an unexplained transaction', () => {
  it.each([
    ['an open account', OPEN_ACCOUNT],
    ['an account that the worker probes', held()],
  ])('holds %s until a person resumes it', (_, state) => {
    expect(holdUnexplained(state, AT).hold).toEqual({
      reason: 'unexplained_transaction',
      by: 'worker',
      since: AT,
      until: null,
      step: 0,
      note: null,
    });
  });
});

describe('isProbed', () => {
  it.each(['unknown_outcomes', 'throttled', 'account_fault'] as const)('is true of %s', (reason) => {
    expect(isProbed(aHold({ reason }))).toBe(true);
  });
});
