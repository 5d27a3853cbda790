/**
 * Public API of the package for Nest hosts. Only what this file exports is stable; everything else may change without
 * notice.
 */
export type * from './common/callback-contract.js';
export type * from './common/connector-account.js';
export { ListScan } from './common/list-scan.js';
export { amountText, formatAmount, parseAmount } from './common/money.js';
export { isPossibleMsisdn } from './common/msisdn.js';
export * from './common/payout-connector.js';
export {
  isJsonObject,
  NoAnswerError,
  ProviderHttp,
  type ProviderHttpSettings,
  type ProviderReply,
  type ProviderRequest,
  pathSegment,
  type Untrusted,
} from './common/provider-http.js';
export type * from './common/provider-reads.js';
export { isSuccess, readReply, unreadable } from './common/provider-reply.js';
export { readJsonBytes, readReason, readStatus, readText, readTime } from './common/provider-values.js';
export { isSignedBy, makeCapability, readCapability } from './common/signatures.js';
export { type ReplyReading, submitOutcome } from './common/submit-outcome.js';
export { ConsoleModule } from './console/console.module.js';
export type { ConsoleOptions } from './console/console.options.js';
export * from './djamo/djamo.client.js';
export { DjamoConnector } from './djamo/djamo.connector.js';
export { DjamoModule } from './djamo/djamo.module.js';
export {
  type DjamoAccountInput,
  type DjamoModuleOptions,
  DjamoOptions,
  DjamoOptionsError,
  parseDjamoOptions,
} from './djamo/djamo.options.js';
export type * from './djamo/djamo.resources.js';
export * from './jumia-credits/jumia-credits.client.js';
export { JumiaCreditsConnector } from './jumia-credits/jumia-credits.connector.js';
export { JumiaCreditsModule } from './jumia-credits/jumia-credits.module.js';
export {
  type JumiaCreditsAccountInput,
  type JumiaCreditsModuleOptions,
  JumiaCreditsOptions,
  JumiaCreditsOptionsError,
  parseJumiaCreditsOptions,
} from './jumia-credits/jumia-credits.options.js';
export type * from './jumia-credits/jumia-credits.resources.js';
export { type ApiKey, authenticateWith, bearerToken } from './payouts/access/configured-keys.js';
export { AccountsService } from './payouts/accounts/accounts.service.js';
export { AccountDto, AccountPageDto } from './payouts/accounts/dto/account.dto.js';
export { ApprovalsService } from './payouts/approvals/payout-approvals.service.js';
export type { BatchBody } from './payouts/batches/batch-body.js';
export type { BatchRequest } from './payouts/batches/batch-input.js';
export { BatchValidation } from './payouts/batches/batch-validation.js';
export { BatchesService } from './payouts/batches/batches.service.js';
export { BatchDto, BatchPageDto, BatchValidationDto } from './payouts/batches/dto/batch.dto.js';
export { CallbackGuard, CallbackRefused, Verified } from './payouts/callbacks/callback.guard.js';
export { type CallbackRequest, PayoutCallbacks, type VerifiedCallback } from './payouts/callbacks/payout-callbacks.js';
export type { PayoutUpdated } from './payouts/domain/outbox-event.js';
export type { PayoutStatus, ReviewReason } from './payouts/domain/payout.js';
export { CreatePayoutDto } from './payouts/dto/create-payout.dto.js';
export { ExplanationDto } from './payouts/dto/explanation.dto.js';
export { ListPayoutsDto } from './payouts/dto/list-payouts.dto.js';
export { PayoutDto, PayoutPageDto } from './payouts/dto/payout.dto.js';
export { PayoutEventDto, PayoutEventPageDto } from './payouts/dto/payout-event.dto.js';
export { PayoutExport } from './payouts/export/payout-export.js';
export { ProblemFilter } from './payouts/http/problem.filter.js';
export { PayoutMetrics } from './payouts/metrics/payout-metrics.js';
export { PayoutsOptionsError } from './payouts/options-rules.js';
export { EventFeed } from './payouts/outbox/event-feed.js';
export { HTTP_STATUS, PayoutError, type PayoutErrorCode, type PayoutErrorDetails } from './payouts/payouts.errors.js';
export { PayoutsModule } from './payouts/payouts.module.js';
export {
  DEFAULT_TIMINGS,
  type EncryptionKey,
  type PayoutsApiOptions,
  type PayoutsOptions,
  type PayoutsTimings,
  type Principal,
  SCOPES,
  type Scope,
} from './payouts/payouts.options.js';
export { PayoutsService } from './payouts/payouts.service.js';
export { CheckRecipientDto, RecipientCheckDto } from './payouts/recipients/dto/recipient-check.dto.js';
export { RecipientsService } from './payouts/recipients/recipients.service.js';
export {
  DiscrepancyDto,
  DiscrepancyPageDto,
  PageDto,
  RunDto,
  RunPageDto,
  StartRunDto,
} from './payouts/reconciliation/dto/reconciliation.dto.js';
export { ReconciliationService } from './payouts/reconciliation/reconciliation.service.js';
export { ReconciliationQueries } from './payouts/reconciliation/reconciliation-queries.js';
export { RetriesService } from './payouts/retries/retries.service.js';
export { ResolvePayoutDto } from './payouts/review/dto/resolve-payout.dto.js';
export { ReviewService } from './payouts/review/review.service.js';
export { dataSourceFactory } from './payouts/storage/database/data-source.js';
export { CommitUnknownError, DatabaseUnavailableError } from './payouts/storage/database/storage.errors.js';
export { PAYOUT_ENTITIES } from './payouts/storage/entities/payout-entities.js';
export { PAYOUT_MIGRATIONS } from './payouts/storage/migrations/payout-migrations.js';
export {
  ListTransactionsDto,
  type TransactionDto,
  TransactionPageDto,
} from './payouts/transactions/dto/transaction.dto.js';
export { TransactionsService } from './payouts/transactions/transactions.service.js';
export { WebhookDeliveriesService } from './payouts/webhooks/webhook-deliveries.service.js';
export { WebhookEndpointsService } from './payouts/webhooks/webhook-endpoints.service.js';
