import {
  anAttempt,
  aPayout,
  aSchedule,
  BY_REFERENCE,
  NOON,
  OUTCOMES,
  type Safety,
  UNVERIFIED,
} from '../../../test/support/factories.js';
import { type Attempt, type AttemptOutcome, loseLease, settle } from './attempts.js';
import { applyEvents } from './fold.js';
import type { Payout } from './payout.js';
import { absent } from './resend-after-absence.js';

const GUARD: AttemptOutcome = {
  kind: 'not_sent',
  cause: 'guard',
  reason: 'late',
  httpStatus: null,
  retryAfterMs: null,
};
const TIMINGS = { resendWait: 30_000, absenceSearch: 900_000 };
/** `lost`: no answer at all. */
type End = AttemptOutcome | 'lost';
const ENDS: Record<string, End> = { ...OUTCOMES, guard: GUARD, lost: 'lost' };

/**
 * Outcomes that prove no execution, by the protocol: those before the first byte, then those that a search must
 * confirm.
 */
const PROVEN = ['noConnection', 'guard'];
const REJECTED = ['throttled', 'accountFault'];

interface State {
  readonly payout: Payout;
  readonly attempts: readonly Attempt[];
}

function send({ payout, attempts }: State, end: End): State {
  const at = NOON + attempts.length * 1_000;
  const running = anAttempt({
    number: attempts.length + 1,
    startedAt: at,
    endedAt: null,
    outcome: null,
    proof: 'open',
  });
  const submitting: Payout = { ...payout, status: 'submitting', submittedAt: payout.submittedAt ?? at };
  if (end === 'lost') {
    const { ending, event } = loseLease(at + 1);
    return { payout: applyEvents(submitting, [event]), attempts: [...attempts, { ...running, ...ending }] };
  }
  const context = { attempts: [...attempts, running], attempt: running, at: at + 1 };
  const { ending, events } = settle(submitting, end, context);
  return { payout: applyEvents(submitting, events), attempts: [...attempts, { ...running, ...ending }] };
}

function search({ payout, attempts }: State, safety: Safety): State {
  const account = { safety, resendAfterAbsence: false };
  const schedule = aSchedule();
  const { events, disproved } = absent(payout, {
    attempts,
    account,
    schedule,
    timings: TIMINGS,
    searchedAt: NOON + 60_000,
  });
  const ids = disproved.map(({ id }) => id);
  return {
    payout: applyEvents(payout, events),
    attempts: attempts.map((one) => (ids.includes(one.id) ? { ...one, proof: 'not_executed' as const } : one)),
  };
}

const NAMES = Object.keys(ENDS);
const SEQUENCES = NAMES.flatMap((a) => [[a], ...NAMES.flatMap((b) => [[a, b], ...NAMES.map((c) => [a, b, c])])]);

/**
 * Runs the attempts one after the other, even where the status forbids it. Production claims prevent such histories;
 * the rule must hold for them too.
 */
function sent(names: readonly string[]): State {
  const start: State = { payout: aPayout(), attempts: [] };
  return names.reduce((state, name) => send(state, ENDS[name] ?? 'lost'), start);
}

describe.each([BY_REFERENCE, UNVERIFIED])('up to three attempts of any outcome ($dedupe)', (safety) => {
  // A 400 counts as a refusal only if every other attempt is proven not executed.
  const isClean = (names: readonly string[], others: readonly string[] = []) =>
    names.every((name, index) =>
      name === 'refused'
        ? names.slice(0, index).every((before) => PROVEN.includes(before))
        : PROVEN.includes(name) || others.includes(name),
    );
  const afterSearch = (names: readonly string[]) => search(sent(names), safety).payout.status;
  const isDoubted = (names: readonly string[]) => sent(names).payout.status === 'unconfirmed';

  it('counts all of them', () => {
    expect(SEQUENCES).toHaveLength(9 + 81 + 729);
  });

  it('are queued again at once only when no byte of any of them has left us', () => {
    const queued = SEQUENCES.filter((names) => sent(names).payout.status === 'queued');
    expect(queued).toEqual(SEQUENCES.filter((names) => names.every((name) => PROVEN.includes(name))));
  });

  it('have never failed without a search', () => {
    expect(SEQUENCES.filter((names) => sent(names).payout.status === 'failed')).toEqual([]);
  });

  it('have failed after one complete search only when the last one is a refusal and the others are proven or rejected', () => {
    const failed = SEQUENCES.filter((names) => isDoubted(names) && afterSearch(names) === 'failed');
    expect(failed).toEqual(SEQUENCES.filter((names) => isClean(names, REJECTED) && names.at(-1) === 'refused'));
  });

  it('are queued after one complete search only when all are proven not executed or rejected', () => {
    const requeued = SEQUENCES.filter((names) => isDoubted(names) && afterSearch(names) === 'queued');
    expect(requeued).toEqual(
      SEQUENCES.filter((names) => isDoubted(names) && isClean(names, REJECTED) && names.at(-1) !== 'refused'),
    );
  });

  it('are never called not executed when one of them was accepted, got no answer or was a duplicate', () => {
    for (const names of SEQUENCES) {
      const { attempts } = search(sent(names), safety);
      names.forEach((name, index) => {
        const open = name === 'lost' || name === 'unknown' || name === 'duplicate' || name === 'accepted';
        if (open) expect([names, attempts[index]?.proof]).not.toEqual([names, 'not_executed']);
      });
    }
  });

  it('block a further POST after a 409, and after a 400 that followed an open one', () => {
    for (const names of SEQUENCES) {
      const blocks = names.some(
        (name, index) =>
          name === 'duplicate' ||
          (name === 'refused' && !names.slice(0, index).every((before) => PROVEN.includes(before))),
      );
      expect([names, sent(names).attempts.some(({ blocksResend }) => blocksResend)]).toEqual([names, blocks]);
    }
  });
});

describe('a late answer of an attempt that lost its lease', () => {
  it('queues the payout when it proves that nothing was sent', () => {
    const { payout, attempts } = sent(['lost']);
    const [attempt = anAttempt()] = attempts;
    const context = { attempts, attempt, at: NOON + 5_000 };
    expect(applyEvents(payout, settle(payout, GUARD, context).events).status).toBe('queued');
  });

  it('proves nothing about another attempt that lost its own', () => {
    const { payout, attempts } = sent(['lost', 'lost']);
    const [attempt = anAttempt()] = attempts;
    const context = { attempts, attempt, at: NOON + 5_000 };
    expect(applyEvents(payout, settle(payout, GUARD, context).events).status).toBe('unconfirmed');
  });
});
