const CANCELLER = ['src/payouts/engine/credit-canceller.spec.ts'];

/** A credit is taken back with the care with which it was sent. */
export const CANCELLING = [
  {
    name: 'a credit is cancelled as it stands',
    rule: 'a cancellation is asked for only of what the provider calls delivered',
    file: 'src/payouts/cancellation/cancellation.service.ts',
    find: "    if (fact === 'paid') return;",
    replace: '    if (fact !== null) return;',
    tests: ['src/payouts/cancellation/cancellation.service.spec.ts'],
  },
  {
    name: 'cancel never probes',
    rule: 'a requested cancellation is asked for, also when nothing waits to be sent from its held account',
    file: 'src/payouts/engine/credit-canceller.ts',
    find: '(hold !== null && !isProbeDue(hold, at))',
    replace: '(hold !== null && (!isProbeDue(hold, at) || at > 0))',
    tests: ['src/payouts/engine/probe-and-cancel.spec.ts'],
  },
  {
    name: 'credit taken back in review',
    rule: 'nothing is sent for what a person has to look at',
    file: 'src/payouts/engine/credit-canceller.ts',
    find: "payout.status === 'paid' && payout.review === null &&",
    replace: "payout.status === 'paid' &&",
    tests: CANCELLER,
  },
  {
    name: 'cancel POST without an intent',
    rule: 'a cancel POST is an event before its first byte',
    file: 'src/payouts/engine/credit-canceller.ts',
    find: "      const changed = await transaction.payouts.change(payout, { events: [event], source: 'worker', at });",
    replace: '      const changed = { ...payout, ...event.changes };',
    tests: CANCELLER,
  },
  {
    name: 'cancel POST from a held account',
    rule: 'nothing is sent while the account is held',
    file: 'src/payouts/engine/credit-canceller.ts',
    find: 'if (cancellation === null || (hold !== null && !isProbeDue(hold, at))) return null;',
    replace: 'if (cancellation === null || isProbeDue === null) return null;',
    tests: CANCELLER,
  },
  {
    name: 'cancel outcome booked twice',
    rule: 'a record whose COMMIT got no answer runs again unharmed',
    file: 'src/payouts/engine/credit-canceller.ts',
    find: 'if (!account || payout.cancellation?.post !== cancellation.post) return null;',
    replace: 'if (!account || payout.cancellation === undefined || cancellation === null) return null;',
    tests: CANCELLER,
  },
];
