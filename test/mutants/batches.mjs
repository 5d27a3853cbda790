const BATCHES = ['test/batches.e2e-spec.ts'];
const ACCEPTANCE = 'src/payouts/batches/batch-acceptance.ts';

/** Batches: whole or not at all, and no row paid twice. */
export const PAYDAY = [
  {
    name: 'half a batch stored',
    rule: 'all_or_nothing with a bad row stores nothing',
    file: ACCEPTANCE,
    find: "  if (none || (rejected && options.mode === 'all_or_nothing')) throw",
    replace: '  if (none || (rejected && options.mode === undefined)) throw',
    tests: BATCHES,
    only: 'with a bad row store nothing',
  },
  {
    name: 'a row paid again after it was uploaded again',
    rule: 'a reference is one payout for ever, also from a file',
    file: ACCEPTANCE,
    find: '    const rows = ordered.map((row) => withoutTaken(row, taken));',
    replace:
      '    const rows = ordered.map((row) => ({ ...(taken.size < 0 ? withoutTaken(row, taken) : row), order: row.order && { ...row.order, order: { ...row.order.order, referenceHash: null } } }));',
    tests: BATCHES,
    only: 'come as an Excel',
  },
  {
    name: 'a repeated upload is a second batch',
    rule: 'the same key is the same batch for ever',
    file: ACCEPTANCE,
    find: 'const idempotencyHash = uniquenessHash(key.consumer, key.idempotencyKey);',
    replace: 'const idempotencyHash = uniquenessHash(key.consumer, key.idempotencyKey + Math.random());',
    tests: BATCHES,
    only: 'of equal requests at once become one',
  },
  {
    name: 'likely duplicates are paid unasked',
    rule: 'a row that looks paid already has to be confirmed',
    file: ACCEPTANCE,
    find: 'if (warnings.length > 0 && !options.confirmDuplicates) throw',
    replace: 'if (warnings.length < 0 && !options.confirmDuplicates) throw',
    tests: BATCHES,
    only: 'that look paid already',
  },
  {
    name: 'who ordered a batch approves it',
    rule: 'four eyes',
    file: 'src/payouts/batches/batch-decisions.ts',
    find: "if (decision !== 'cancel' && batch.consumer === consumer) {",
    replace: "if (decision !== 'cancel' && batch.consumer === '') {",
    tests: BATCHES,
    only: 'wait for approval as a whole',
  },
];
