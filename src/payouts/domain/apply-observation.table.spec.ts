import { anObservation, aPayout, aReview } from '../../../test/support/factories.js';
import type { ProviderFact } from '../../common/payout-connector.js';
import { lingeringWord, type Observed, observe } from './apply-observation.js';
import { applyEvents } from './fold.js';
import { PAYOUT_STATUSES, type Payout, type PayoutStatus, REVIEW_REASONS } from './payout.js';

/**
 * The new status for each status and fact, copied from the protocol and not from the code. `=` means no change; `!`
 * means an alarm. `awaiting_approval` and `canceled` behave like `queued`: no attempt can have been executed.
 */
const TABLE = `
  fact                 queued       submitting   unconfirmed  processing   paid       failed       returned
  processing           processing!  processing   processing   =            =          processing!  =
  paid                 paid!        paid         paid         paid         =          paid!        =
  failed               failed!      failed       failed       failed       =!         =            =
  cancelling           paid!        paid         paid         paid         =          paid!        =
  returned             returned!    returned     returned     returned     returned   returned!    =
  cancellation_failed  paid!        paid         paid         paid         =          paid!        =
  expiration_failed    paid!        paid         paid         paid         =          paid!        =
  unknown              =!           =            =            =            =!         =!           =!
`;

interface Cell {
  readonly fact: ProviderFact;
  readonly status: PayoutStatus;
  readonly to: PayoutStatus;
  readonly alarm: boolean;
}

function cells(): Cell[] {
  const [head = [], ...rows] = TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([fact, ...targets]) =>
    PAYOUT_STATUSES.map((status) => {
      const column = status === 'awaiting_approval' || status === 'canceled' ? 'queued' : status;
      const told = targets[head.indexOf(column) - 1] ?? '';
      const to = told.startsWith('=') ? status : told.replace('!', '');
      return { fact: fact as ProviderFact, status, to: to as PayoutStatus, alarm: told.endsWith('!') };
    }),
  );
}

const AT = Date.UTC(2026, 0, 16);
const NEVER_SENT: readonly PayoutStatus[] = ['awaiting_approval', 'queued', 'canceled'];

function tell(payout: Payout, fact: ProviderFact, usedAmount: string | null = null): Observed & { after: Payout } {
  const observation = anObservation({ fact, usedAmount, returnReason: fact === 'returned' ? 'expired' : null });
  const observed = observe(payout, observation, { at: AT, mayBeExecuted: !NEVER_SENT.includes(payout.status) });
  return { ...observed, after: applyEvents(payout, observed.events) };
}

describe('the table of provider facts', () => {
  it('names every fact and every status', () => {
    expect(cells()).toHaveLength(8 * PAYOUT_STATUSES.length);
  });

  it.each(cells())('$status, told $fact, becomes $to (alarm: $alarm)', ({ fact, status, to, alarm }) => {
    const { after, alarms, events } = tell(aPayout({ status }), fact);
    expect(after.status).toBe(to);
    expect(alarms.length > 0).toBe(alarm);
    expect(events.filter(({ type }) => type === 'alarm')).toHaveLength(alarms.length);
  });

  it.each(cells())('$status in any review, told $fact, becomes $to all the same', ({ fact, status, to }) => {
    for (const reason of REVIEW_REASONS) {
      expect([reason, tell(aPayout({ status, review: aReview(reason) }), fact).after.status]).toEqual([reason, to]);
    }
  });

  it.each(['paid', 'failed', 'returned'] as const)(
    'alarms once for each new word about a payout that is %s, and asks a person',
    (status) => {
      const say = (payout: Payout, providerStatus: string) => {
        const told = observe(payout, anObservation({ fact: 'unknown', providerStatus }), {
          at: AT,
          mayBeExecuted: true,
        });
        return { ...told, after: applyEvents(payout, told.events) };
      };
      const first = say(aPayout({ status }), 'reversed');
      expect(first.alarms).toEqual(['unknown_word']);
      expect(first.after).toMatchObject({ status, providerStatus: 'reversed', review: { reason: 'conflict' } });
      expect(say(first.after, 'reversed')).toMatchObject({ alarms: [], events: [] });
      expect(say(first.after, 'COMPLETED').alarms).toEqual(['unknown_word']);
    },
  );

  it('alarms when a word that nobody knows stays, unless the payout is final, which it has said before', () => {
    const word = anObservation({ fact: 'unknown', providerStatus: 'on_the_moon' });
    const payout = aPayout({ status: 'processing', providerStatus: 'on_the_moon' });
    expect([0, 1, 2].map((step) => lingeringWord(payout, word, step))).toEqual([[], ['unknown_word'], []]);
    expect(lingeringWord({ ...payout, providerStatus: 'pending' }, word, 1)).toEqual([]);
    expect(lingeringWord({ ...payout, status: 'paid' }, word, 1)).toEqual([]);
  });

  it.each(PAYOUT_STATUSES)('records from %s whatever word the provider used', (status) => {
    const word = anObservation({ fact: 'unknown', providerStatus: 'on_the_moon' });
    const { events } = observe(aPayout({ status }), word, { at: AT, mayBeExecuted: true });
    expect(applyEvents(aPayout(), events).providerStatus).toBe('on_the_moon');
  });
});

describe('money that comes back', () => {
  const OPEN: readonly PayoutStatus[] = ['submitting', 'unconfirmed', 'processing', 'paid', 'failed'];

  it.each(OPEN)('is all of it from %s when nothing was spent', (status) => {
    const { after } = tell(aPayout({ status }), 'returned', '0');
    expect(after).toMatchObject({
      status: 'returned',
      returnedAmount: 10_050,
      returnReason: 'expired',
      returnedAt: AT,
    });
  });

  it.each(OPEN)('is the unspent part from %s', (status) => {
    expect(tell(aPayout({ status }), 'returned', '50.50').after).toMatchObject({
      status: 'returned',
      usedAmount: 5_050,
      returnedAmount: 5_000,
    });
  });

  it.each(OPEN)('is nothing from %s when everything was spent: the payout is paid', (status) => {
    expect(tell(aPayout({ status }), 'returned', '100.50').after).toMatchObject({
      status: 'paid',
      returnedAmount: null,
      returnedAt: null,
    });
  });

  it('is never less than nothing when the provider says that more was spent than ordered', () => {
    expect(tell(aPayout({ status: 'paid' }), 'returned', '999').after.status).toBe('paid');
  });

  it('is of unknown amount when the provider does not say how much was spent', () => {
    expect(tell(aPayout({ status: 'paid' }), 'returned').after).toMatchObject({
      status: 'returned',
      returnedAmount: null,
    });
  });

  it('is unknown, not guessed from an earlier usage, until the provider says how much was spent', () => {
    const spent = tell(aPayout({ status: 'paid' }), 'paid', '40').after;
    const returned = tell(spent, 'returned').after;
    expect(returned).toMatchObject({ status: 'returned', returnedAmount: null });
    expect(tell(returned, 'returned', '33.300000000000004').after).toMatchObject({ returnedAmount: 6_720 });
    expect(tell(returned, 'returned', '33.305').after).toMatchObject({ returnedAmount: null });
  });

  it('stays known when a later observation does not say it', () => {
    const returned = tell(aPayout({ status: 'paid' }), 'returned', '40').after;
    expect(tell(returned, 'returned').after.returnedAmount).toBe(6_050);
  });

  it('keeps its first reason and its first time', () => {
    const first = tell(aPayout({ status: 'paid' }), 'returned', '0').after;
    const canceled = anObservation({ fact: 'returned', returnReason: 'canceled', usedAmount: '0' });
    const { events } = observe(first, canceled, { at: AT + 1, mayBeExecuted: true });
    expect(applyEvents(first, events)).toMatchObject({ returnReason: 'expired', returnedAt: AT });
  });
});
