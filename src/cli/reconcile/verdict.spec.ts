import type { Hold } from '../../payouts/domain/account-hold.js';
import type { Reconciled } from './run-due-work.js';
import { verdict } from './verdict.js';

const COUNTS = { submitted: 1, read: 1, settled: 1, review: 0, errors: 0 };
const DONE: Reconciled = { counts: COUNTS, open: 0, inReview: 0, held: [], interrupted: false, late: false };
const ONE_PASS = { untilIdle: false };
const UNTIL_IDLE = { untilIdle: true };

function heldBy(by: string, reason: Hold['reason']): Pick<Reconciled, 'held'> {
  return { held: [{ name: 'djamo', hold: { reason, by, since: 0, until: null, step: 0, note: null } }] };
}

describe('the exit code of reconcile', () => {
  it.each<[number, string, Partial<Reconciled>, { untilIdle: boolean }]>([
    [0, 'all is done', {}, UNTIL_IDLE],
    [0, 'what is open is not due yet', { open: 5 }, ONE_PASS],
    [0, 'the provider asks for fewer requests', heldBy('worker', 'throttled'), UNTIL_IDLE],
    [0, 'a read failed that was repeated', { counts: { ...COUNTS, errors: 1 } }, UNTIL_IDLE],
    [1, 'a read failed', { counts: { ...COUNTS, errors: 1 } }, ONE_PASS],
    [1, 'the time was over', { late: true, open: 1 }, UNTIL_IDLE],
    [1, 'the provider is not reachable', heldBy('worker', 'unreachable'), ONE_PASS],
    [1, 'somebody stopped it', { interrupted: true }, UNTIL_IDLE],
    [3, 'somebody stopped it and a payout is in review', { interrupted: true, inReview: 1 }, UNTIL_IDLE],
    [3, 'a payout is in review', { inReview: 1, late: true, open: 1 }, UNTIL_IDLE],
    [3, 'an operator has paused an account', heldBy('ada', 'paused'), ONE_PASS],
    [3, 'money is not explained', heldBy('worker', 'unexplained_transaction'), UNTIL_IDLE],
  ])('is %i when %s', (exitCode, _, result, options) => {
    const told = verdict({ ...DONE, ...result }, options);
    expect(told.exitCode).toBe(exitCode);
    expect(told.remarks.length > 0).toBe(exitCode !== 0);
  });
});
