// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are pieces of code, not templates
const BATCHES = ['test/batches.e2e-spec.ts'];
const ACCEPTANCE = 'src/payouts/batches/batch-acceptance.ts';

/** Batches: whole or not at all, and no row paid twice. */
export const PAYDAY = [
  {
    name: 'a batch that was opened again is complete',
    rule: 'batch.completed tells the truth at its COMMIT',
    file: 'src/payouts/storage/batches.repository.ts',
    find: " AND ${nothingOpen(':id')}",
    replace: '',
    tests: ['src/payouts/batches/batch-completion.spec.ts'],
  },
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
    find: '    const rows = withoutTaken(ordered, taken);',
    replace:
      '    const rows = (taken.size < 0 ? withoutTaken(ordered, taken) : ordered).map((row) => ({ ...row, order: row.order && { ...row.order, order: { ...row.order.order, referenceHash: null } } }));',
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
    name: 'duplicates hide behind capital letters',
    rule: 'e-mail addresses are compared without case',
    file: 'src/payouts/batches/batch-duplicates.ts',
    find: '    const key = keyOf(order.recipient.toLowerCase(), order);',
    replace: '    const key = keyOf(order.recipient, order);',
    tests: ['src/payouts/batches/batch-duplicates.spec.ts'],
  },
  {
    name: 'a file is paid again with other options',
    rule: 'cauri pay: the key is the hash of the file',
    file: 'src/cli/commands/pay.ts',
    find: "createHash('sha256').update(bytes)",
    replace: "createHash('sha256').update(JSON.stringify(request.query)).update(bytes)",
    tests: ['test/cli-pay.e2e-spec.ts'],
    only: 'pays a file once',
  },
  {
    name: 'a batch is accepted beside an old balance',
    rule: 'the balance is read before a batch',
    file: ACCEPTANCE,
    find: '    await this.context.balances.beforeBatch();',
    replace: '',
    tests: ['src/payouts/batches/batch-acceptance.spec.ts'],
  },
  {
    name: 'who ordered a batch approves it',
    rule: 'four eyes',
    file: 'src/payouts/batches/batch-approvals.ts',
    find: "if (decision !== 'cancel' && batch.consumer === consumer) {",
    replace: "if (decision !== 'cancel' && batch.consumer === '') {",
    tests: BATCHES,
    only: 'wait for approval as a whole',
  },
  {
    name: 'one consumer approves twice',
    rule: 'an approval of one consumer counts once',
    file: 'src/payouts/domain/approval.ts',
    find: 'if (given.some((approval) => approval.by === by)) return',
    replace: "if (given.some((approval) => approval.by === '')) return",
    tests: ['src/payouts/approvals/payout-approvals.service.spec.ts'],
  },
  {
    name: 'the first of two approvals sends',
    rule: 'a payout waits for as many approvers as it needs',
    file: 'src/payouts/domain/approval.ts',
    find: 'if (data.approvals < payout.approvers) {',
    replace: 'if (data.approvals < 0) {',
    tests: ['src/payouts/approvals/payout-approvals.service.spec.ts'],
  },
  {
    name: 'a batch decided in parts',
    rule: 'a decision about a batch is made whole or not at all',
    file: 'src/payouts/batches/batch-approvals.ts',
    find: `    const work = async (transaction: Transaction): Promise<void> => {
      const decided = await`,
    replace: `    const inPart = async (transaction: Transaction) => {
      const ids = await transaction.batches.payoutsIn(batch.id, allowedFrom(decision));
      return transaction.payouts.changeAll(await changesFor(transaction, ids, decision, { by: consumer, at }));
    };
    await this.context.unitOfWork.run(inPart);
    const work = async (transaction: Transaction): Promise<void> => {
      const decided = await`,
    tests: ['test/batches-kills.e2e-spec.ts'],
    only: 'in the middle of a rejection',
  },
  {
    name: 'the end of a batch is told by each instance',
    rule: 'batch.completed is told once',
    file: 'src/payouts/batches/batch-completion.ts',
    find: 'if (!(await transaction.batches.complete(id, completedAt))) return;',
    replace: 'await transaction.batches.complete(id, completedAt);',
    tests: ['src/payouts/batches/batch-completion.spec.ts'],
  },
  {
    name: 'a batch is marked as complete before its end is told',
    rule: 'the mark and the event are one transaction',
    file: 'src/payouts/batches/batch-completion.ts',
    find: '      await this.context.unitOfWork.run((transaction) => completeOne(transaction, { ...batch, completedAt: at }));',
    replace: `      await this.context.unitOfWork.run(({ batches }) => batches.complete(batch.id, at));
      await this.context.unitOfWork.run(async (transaction) => {
        const data = { id: batch.id, object: 'batch' as const, counts: {}, sums: {}, completedAt: timeText(at) };
        transaction.outbox.add([{ type: 'batch.completed', consumer: batch.consumer, at, data }]);
      });`,
    tests: ['test/batches-kills.e2e-spec.ts'],
    only: 'right after completing',
  },
  {
    name: 'a phone number with decimals is another number',
    rule: 'what a spreadsheet has destroyed is never guessed',
    file: 'src/payouts/batches/csv/cells.ts',
    find: '  if (DECIMAL.test(cell)) return',
    replace: "  if (cell === '') return",
    tests: ['src/payouts/batches/csv/csv.spec.ts'],
  },
  {
    name: 'a limit exceeded by a race',
    rule: 'instances never accept more in a day than the limit',
    file: 'src/payouts/acceptance/daily-limits.ts',
    find: 'await transaction.dailyTotals.set(account.name, day, { seen, amount: fit.total });',
    replace: 'if (fit.total < 0) await transaction.dailyTotals.set(account.name, day, { seen, amount: fit.total });',
    tests: ['test/limits.e2e-spec.ts'],
    // Transactions of SQLite are exclusive: there the count alone keeps the limit.
    mariadb: true,
    only: 'are not exceeded by two instances',
  },
  {
    name: 'the day of a limit is that of UTC',
    rule: 'a daily limit goes by the time zone of its account',
    file: 'src/payouts/acceptance/daily-limits.ts',
    find: '      const day = dayAt(order.createdAt, timeZone);',
    replace: "      const day = dayAt(order.createdAt, timeZone && 'UTC');",
    tests: ['src/payouts/acceptance/daily-limits.spec.ts'],
  },
  {
    name: 'a payout that may have been paid is retried',
    rule: 'only what nobody can have got is ordered again',
    file: 'src/payouts/domain/retry-obstacle.ts',
    find: 'if (noneExecuted(attempts)) return null;',
    replace: 'if (attempts.length > 0) return null;',
    tests: ['src/payouts/domain/retry-obstacle.spec.ts'],
  },
];
