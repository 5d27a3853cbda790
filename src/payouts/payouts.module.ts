import { Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { systemClock } from '../common/clock.js';
import { Acceptance } from './acceptance.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsService } from './accounts/accounts.service.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { ApprovalsService } from './approvals/approvals.service.js';
import { CallbackRegistration } from './callbacks/callback-registration.js';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import { PayoutCallbacks } from './callbacks/payout-callbacks.js';
import { Cancellations } from './cancellations.js';
import { ConnectorRegistry } from './connector-registry.js';
import { Explanations } from './explanations.js';
import { ApiKeyGuard } from './http/api-key.guard.js';
import { Authentication } from './http/principal.js';
import { StoredKeys } from './keys/stored-keys.js';
import { OperatorLog } from './operator-log.js';
import { PayoutQueries } from './payout-queries.js';
import { PayoutsController } from './payouts.controller.js';
import { ConfigurableModuleClass, PAYOUTS_DATA_SOURCE, PAYOUTS_OPTIONS } from './payouts.module-definition.js';
import { ENGINE_SETTINGS, engineSettings, type PayoutsOptions } from './payouts.options.js';
import { PayoutsService } from './payouts.service.js';
import { ProviderReads } from './provider-reads.js';
import { RecipientsController } from './recipients/recipients.controller.js';
import { RecipientsService } from './recipients/recipients.service.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationService } from './reconciliation/reconciliation.service.js';
import { ReconciliationQueries } from './reconciliation/reconciliation-queries.js';
import { StatementComparison } from './reconciliation/statement-comparison.js';
import { ReviewController } from './review/review.controller.js';
import { ReviewService } from './review/review.service.js';
import { requireSerialized } from './storage/data-source.js';
import { StorageClock } from './storage/storage-clock.js';
import { UnitOfWork } from './storage/unit-of-work.js';
import { WorkerLock } from './storage/worker-lock.js';
import { Canceller } from './worker/canceller.js';
import { Dispatcher } from './worker/dispatcher.js';
import { Prober } from './worker/prober.js';
import { Reader } from './worker/reader.js';
import { Submitter } from './worker/submitter.js';
import { Sweeper } from './worker/sweeper.js';
import { Tally } from './worker/tally.js';
import { Worker } from './worker/worker.js';
import { WorkerScheduler } from './worker/worker.scheduler.js';
import { WorkerContext } from './worker/worker-context.js';
import { WorkerSteps } from './worker/worker-steps.js';

const storage = [
  OperatorLog,
  Tally,
  {
    provide: UnitOfWork,
    inject: [PAYOUTS_DATA_SOURCE, OperatorLog, Tally],
    useFactory: (dataSource: DataSource, ...listeners: [OperatorLog, Tally]) =>
      new UnitOfWork(requireSerialized(dataSource), (entries) => {
        for (const listener of listeners) listener.note(entries);
      }),
  },
  {
    provide: StorageClock,
    inject: [PAYOUTS_DATA_SOURCE],
    useFactory: (dataSource: DataSource) => new StorageClock(dataSource, systemClock),
  },
  {
    provide: WorkerLock,
    inject: [PAYOUTS_DATA_SOURCE],
    useFactory: (dataSource: DataSource) => new WorkerLock(dataSource),
  },
];

const settings = [
  {
    provide: ConnectorRegistry,
    inject: [PAYOUTS_OPTIONS],
    useFactory: ({ connectors }: PayoutsOptions) => new ConnectorRegistry(connectors),
  },
  { provide: ENGINE_SETTINGS, inject: [PAYOUTS_OPTIONS], useFactory: engineSettings },
];

const worker = [
  WorkerContext,
  Submitter,
  Reader,
  Prober,
  Canceller,
  WorkerSteps,
  Sweeper,
  Dispatcher,
  Worker,
  WorkerScheduler,
];

/** Accepts payouts, sends each of them once and reconciles it with its provider. Touches nothing global. */
@Module({
  controllers: [
    PayoutsController,
    ApprovalsController,
    AccountsController,
    RecipientsController,
    ReconciliationController,
    ReviewController,
    CallbacksController,
  ],
  providers: [
    ...storage,
    ...settings,
    ...worker,
    Acceptance,
    Explanations,
    PayoutQueries,
    ProviderReads,
    Cancellations,
    ApprovalsService,
    ReviewService,
    PayoutsService,
    AccountsService,
    RecipientsService,
    StatementComparison,
    ReconciliationService,
    ReconciliationQueries,
    PayoutCallbacks,
    CallbackRegistration,
    Authentication,
    ApiKeyGuard,
    {
      provide: StoredKeys,
      inject: [UnitOfWork],
      useFactory: (unitOfWork: UnitOfWork) => new StoredKeys(unitOfWork, systemClock),
    },
  ],
  exports: [PayoutsService, AccountsService, PayoutCallbacks],
})
export class PayoutsModule extends ConfigurableModuleClass {}
