import { randomUUID } from 'node:crypto';
import { encode } from 'iconv-lite';
import type { Batch, ValidationView } from '../cauri-client.js';
import { expectStatus } from '../http-call.js';
import { PayrollFile } from '../payroll-file.js';
import type { Order, Stage } from '../stage.js';
import { all, numbers, plural, tally } from '../tally.js';
import type { Scene } from './scene.js';

/** Number of good rows for each provider. */
const PER_PROVIDER = 100;
const GROUP = 'paid from a CSV';

/**
 * Shows a payroll from a CSV file with some bad rows. The file is checked, then paid except for these rows, and then
 * corrected and uploaded again. Of the second upload only the corrected rows are paid; those that are paid already are
 * refused.
 */
export const payday: Scene = {
  title: 'Payday: a CSV as a French spreadsheet writes it',
  async play(stage) {
    const file = PayrollFile.of(stage.drafts, PER_PROVIDER);
    const bytes = encode(file.csv, 'windows-1252');
    await look(stage, file, bytes);
    const batch = await pay(stage, file, bytes);
    const results = await stage.cauri.resultsOf(batch.id);
    const again = await pay(stage, file, Buffer.from(file.corrected(results)));
    const refused = again.errors.filter(({ code }) => code === 'reference_already_used').length;
    stage.check(
      again.counts.paid === file.bad && refused === file.good,
      `its results.csv corrected and uploaded: ${plural(file.bad, 'row')} more, ${refused} refused as paid already`,
    );
  },
};

/** Lets Cauri check the file without storing anything, and prints what is wrong with each bad row. */
async function look(stage: Stage, file: PayrollFile, bytes: Buffer): Promise<void> {
  const reply = await stage.cauri.upload(bytes, { validate: 'true' });
  const { counts, errors, encoding } = expectStatus(reply, 200, 'POST /v1/batches?validate=true') as ValidationView;
  stage.check(
    counts.valid === file.good && counts.invalid === file.bad && errors.length === file.bad,
    `checked first (?validate=true): ${counts.valid} of ${counts.total} rows can be paid; read as ${encoding}`,
  );
  for (const { row, field, message } of errors) stage.reporter.note(`row ${row}: ${field} ${message}`);
}

/**
 * Uploads the file and waits until all accepted rows are final. Bad rows are not paid; the batch names them in
 * `errors`.
 */
async function pay(stage: Stage, file: PayrollFile, bytes: Buffer): Promise<Batch> {
  const reply = await stage.cauri.upload(bytes, { mode: 'accept_valid' }, `demo-${randomUUID()}`);
  const { id } = expectStatus(reply, 201, 'POST /v1/batches') as Batch;
  const orders = await ordersOf(stage, file, id);
  const ask = async () => {
    const batch = await stage.cauri.batch(id);
    stage.reporter.progress(batch.counts.paid ?? 0, batch.counts.accepted ?? 0, 'payouts of the batch paid');
    return batch;
  };
  const batch = await stage.until(ask, ({ completedAt }) => completedAt !== null);
  const payouts = await stage.cauri.payouts({ batchId: id });
  const counted = tally(payouts, await stage.evidence());
  stage.check(
    all(payouts, 'paid') && payouts.length === batch.counts.paid && counted.executed === orders.length,
    `uploaded (?mode=accept_valid), all in one transaction: ${numbers(counted)}`,
  );
  return batch;
}

/**
 * Adds the payouts of a batch to the final comparison.
 * @throws if one has a reference that is not in the file
 */
async function ordersOf(stage: Stage, file: PayrollFile, batchId: string): Promise<Order[]> {
  const payouts = await stage.cauri.payouts({ batchId });
  return payouts.map((payout) => {
    const draft = file.draftOf(payout.reference);
    if (!draft)
      throw new Error(`the batch has a payout with the reference ${payout.reference}, which is not in the file`);
    return stage.ordered(GROUP, draft, payout);
  });
}
