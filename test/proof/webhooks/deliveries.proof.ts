import { DATABASES } from '../../support/databases.js';
import { count, SHORT } from '../tally.js';
import { DeliveryRun } from './delivery-run.js';

const PAYOUTS = Number(process.env.PAYOUTS ?? (SHORT ? 60 : 2_000));

it.each(DATABASES)('consumers are told everything, through kills, on $name', async (kind) => {
  const startedAt = performance.now();
  count('webhooks', await DeliveryRun.of(kind, PAYOUTS), startedAt);
});
