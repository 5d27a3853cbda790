const WORKER = 'src/payouts/worker';
const CANCELLER = [`${WORKER}/canceller.spec.ts`];

/** A credit is taken back with the care with which it was sent. */
export const CANCELLING = [
  {
    name: 'credit taken back in review',
    rule: 'nothing is sent for what a person has to look at',
    file: `${WORKER}/canceller.ts`,
    find: "payout.status === 'paid' && payout.review === null &&",
    replace: "payout.status === 'paid' &&",
    tests: CANCELLER,
  },
  {
    name: 'cancel POST without an intent',
    rule: 'a cancel POST is an event before its first byte',
    file: `${WORKER}/canceller.ts`,
    find: "      const changed = await transaction.payouts.change(payout, { events: [event], source: 'worker', at });",
    replace: '      const changed = { ...payout, ...event.changes };',
    tests: CANCELLER,
  },
  {
    name: 'cancel POST from a held account',
    rule: 'nothing is sent while the account is held',
    file: `${WORKER}/canceller.ts`,
    find: 'if (cancellation === null || (hold !== null && !isProbeDue(hold, at))) return null;',
    replace: 'if (cancellation === null || isProbeDue === null) return null;',
    tests: CANCELLER,
  },
  {
    name: 'cancel outcome booked twice',
    rule: 'a record whose COMMIT got no answer runs again unharmed',
    file: `${WORKER}/canceller.ts`,
    find: 'if (!account || payout.cancellation?.post !== cancellation.post) return;',
    replace: 'if (!account || payout.cancellation === undefined || cancellation === null) return;',
    tests: CANCELLER,
  },
];
