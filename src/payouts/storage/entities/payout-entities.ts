import { AccountStateRow } from './account-state.entity.js';
import { ApiKeyRow } from './api-key.entity.js';
import { AttemptRow } from './attempt.entity.js';
import { BatchLineRow, BatchRow } from './batch.entity.js';
import { CallbackRow } from './callback.entity.js';
import { ClockCorrectionRow } from './clock-correction.entity.js';
import { DailyTotalRow } from './daily-total.entity.js';
import { OutboxEventRow, OutboxReaderRow } from './outbox.entities.js';
import { PayoutRow } from './payout.entity.js';
import { PayoutEventRow } from './payout-event.entity.js';
import { PayoutNoticeRow } from './payout-notice.entity.js';
import { DiscrepancyRow, ReconciliationRunRow } from './reconciliation.entities.js';
import { WebhookDeliveryRow, WebhookEndpointRow } from './webhook.entities.js';

/**
 * All entities, for a host's own DataSource: `entities: [...PAYOUT_ENTITIES]`. Without them `PayoutsModule` does not
 * start.
 */
export const PAYOUT_ENTITIES = [
  PayoutRow,
  PayoutEventRow,
  AttemptRow,
  AccountStateRow,
  CallbackRow,
  BatchRow,
  BatchLineRow,
  DailyTotalRow,
  WebhookEndpointRow,
  WebhookDeliveryRow,
  ApiKeyRow,
  ReconciliationRunRow,
  DiscrepancyRow,
  PayoutNoticeRow,
  OutboxEventRow,
  OutboxReaderRow,
  ClockCorrectionRow,
] as const;
