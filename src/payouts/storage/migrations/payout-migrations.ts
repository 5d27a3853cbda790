import { CreateCauriTables1763700000000 } from './1763700000000-create-cauri-tables.js';
import { CreatePayoutNotices1763800000000 } from './1763800000000-create-payout-notices.js';
import { KeepRefusalReasons1764150000001 } from './1764150000001-keep-refusal-reasons.js';
import { CountEvents1764150000009 } from './1764150000009-count-events.js';
import { ShowFailingReads1764200000010 } from './1764200000010-show-failing-reads.js';
import { ListDiscrepancies1764200000020 } from './1764200000020-list-discrepancies.js';
import { CreateOutbox1764300000000 } from './1764300000000-create-outbox.js';
import { DeliverWebhooks1764300000010 } from './1764300000010-deliver-webhooks.js';
import { KeepBatches1764300000020 } from './1764300000020-keep-batches.js';
import { KeepProviderData1764300000030 } from './1764300000030-keep-provider-data.js';
import { CountApprovers1764300000040 } from './1764300000040-count-approvers.js';
import { FindReviews1764500000010 } from './1764500000010-find-reviews.js';
import { ControlPayday1764500000020 } from './1764500000020-control-payday.js';
import { ReadByIndex1764500000030 } from './1764500000030-read-by-index.js';
import { CorrectClockOnce1764500000040 } from './1764500000040-correct-clock-once.js';

/**
 * All migrations, for a host's own DataSource: `migrations: [...PAYOUT_MIGRATIONS]`. They must run before
 * `PayoutsModule` starts, for example with `migrationsRun: true`.
 */
export const PAYOUT_MIGRATIONS = [
  CreateCauriTables1763700000000,
  CreatePayoutNotices1763800000000,
  KeepRefusalReasons1764150000001,
  CountEvents1764150000009,
  ShowFailingReads1764200000010,
  ListDiscrepancies1764200000020,
  CreateOutbox1764300000000,
  DeliverWebhooks1764300000010,
  KeepBatches1764300000020,
  KeepProviderData1764300000030,
  CountApprovers1764300000040,
  FindReviews1764500000010,
  ControlPayday1764500000020,
  ReadByIndex1764500000030,
  CorrectClockOnce1764500000040,
] as const;
