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
import { absent } from './absence.js';
import { type Attempt, type AttemptOutcome, loseLease, settle } from './attempts.js';
import { applyEvents } from './fold.js';
import type { Payout } from './payout.js';

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

/** Written down from the protocol: what one answer proves, without any search. */
const PROVEN: Record<'by-reference' | 'unverified', readonly string[]> = {
  'by-reference': ['noConnection', 'throttled', 'accountFault', 'guard'],
  unverified: ['noConnection', 'guard'],
};
const REJECTED = ['throttled', 'accountFault'];

interface State {
  readonly payout: Payout;
  readonly attempts: readonly Attempt[];
}

function send({ payout, attempts }: State, end: End, safety: Safety): State {
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
  const context = { attempts: [...attempts, running], attempt: running, safety, at: at + 1 };
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
 * Attempts are made one after the other whatever the status says, so that the rule is tested for histories too that
 * the claims already prevent.
 */
function sent(names: readonly string[], safety: Safety): State {
  const start: State = { payout: aPayout(), attempts: [] };
  return names.reduce((state, name) => send(state, ENDS[name] ?? 'lost', safety), start);
}

describe.each([BY_REFERENCE, UNVERIFIED])('up to three attempts of any outcome ($dedupe)', (safety) => {
  const proven = PROVEN[safety.dedupe];
  const rejected = REJECTED.filter((name) => !proven.includes(name));
  // A 400 proves something only where nothing before it is in doubt.
  const isClean = (names: readonly string[], others: readonly string[] = []) =>
    names.every((name, index) =>
      name === 'refused'
        ? names.slice(0, index).every((before) => before === 'refused' || proven.includes(before))
        : proven.includes(name) || others.includes(name),
    );

  it('counts all of them', () => {
    expect(SEQUENCES).toHaveLength(9 + 81 + 729);
  });

  it('are queued again only when each of them is proven not executed', () => {
    const queued = SEQUENCES.filter((names) => sent(names, safety).payout.status === 'queued');
    expect(queued).toEqual(SEQUENCES.filter((names) => isClean(names) && names.at(-1) !== 'refused'));
  });

  it('have failed by refusal only when each one before is proven not executed', () => {
    const failed = SEQUENCES.filter((names) => sent(names, safety).payout.status === 'failed');
    expect(failed).toEqual(SEQUENCES.filter((names) => isClean(names) && names.at(-1) === 'refused'));
  });

  it('are queued after one complete search only when the others are proven not executed or rejected', () => {
    const isDoubted = (names: readonly string[]) => sent(names, safety).payout.status === 'unconfirmed';
    const requeued = SEQUENCES.filter(
      (names) => isDoubted(names) && search(sent(names, safety), safety).payout.status === 'queued',
    );
    expect(requeued).toEqual(SEQUENCES.filter((names) => isDoubted(names) && isClean(names, rejected)));
  });

  it('are never called not executed when one of them was accepted, got no answer or was a duplicate', () => {
    for (const names of SEQUENCES) {
      const { attempts } = search(sent(names, safety), safety);
      names.forEach((name, index) => {
        const open = name === 'lost' || name === 'unknown' || name === 'duplicate' || name === 'accepted';
        if (open) expect([names, attempts[index]?.proof]).not.toEqual([names, 'not_executed']);
      });
    }
  });

  it('block a further POST after a 409, and after a 400 that followed an open one', () => {
    for (const names of SEQUENCES) {
      const blocks = names.some(
        (name, index) => name === 'duplicate' || (name === 'refused' && !isClean(names.slice(0, index))),
      );
      expect([names, sent(names, safety).attempts.some(({ blocksResend }) => blocksResend)]).toEqual([names, blocks]);
    }
  });
});

describe('a late answer of an attempt that lost its lease', () => {
  it('queues the payout when it proves that nothing was sent', () => {
    const { payout, attempts } = sent(['lost'], UNVERIFIED);
    const [attempt = anAttempt()] = attempts;
    const context = { attempts, attempt, safety: UNVERIFIED, at: NOON + 5_000 };
    expect(applyEvents(payout, settle(payout, GUARD, context).events).status).toBe('queued');
  });

  it('proves nothing about another attempt that lost its own', () => {
    const { payout, attempts } = sent(['lost', 'lost'], BY_REFERENCE);
    const [attempt = anAttempt()] = attempts;
    const context = { attempts, attempt, safety: BY_REFERENCE, at: NOON + 5_000 };
    expect(applyEvents(payout, settle(payout, GUARD, context).events).status).toBe('unconfirmed');
  });
});
