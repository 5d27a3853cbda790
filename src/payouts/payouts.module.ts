import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type Type,
} from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { systemClock } from '../common/clock.js';
import { Acceptance } from './acceptance/acceptance.js';
import { ACCESS_PROVIDERS } from './access/access.providers.js';
import { Authentication } from './access/authentication.js';
import { BadKeys } from './access/bad-keys.js';
import { StoredKeys } from './access/stored-keys.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsService } from './accounts/accounts.service.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { ApprovalsService } from './approvals/payout-approvals.service.js';
import { deferBatchBody } from './batches/batch-body.js';
import { BatchNews } from './batches/batch-completion.js';
import { BatchValidation } from './batches/batch-validation.js';
import { BatchesController } from './batches/batches.controller.js';
import { BATCH_PROVIDERS } from './batches/batches.providers.js';
import { BatchesService } from './batches/batches.service.js';
import { CallbackGuard, CallbackRefusedFilter } from './callbacks/callback.guard.js';
import { keepCallbackBody } from './callbacks/callback-body.js';
import { CallbackRegistration } from './callbacks/callback-registration.js';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import { PayoutCallbacks } from './callbacks/payout-callbacks.js';
import { CancellationService } from './cancellation/cancellation.service.js';
import { ConnectorRegistry } from './engine/connector-registry.js';
import { ENGINE_PROVIDERS } from './engine/engine.providers.js';
import { Telemetry } from './engine/telemetry.js';
import { timed } from './engine/timed-connector.js';
import { WorkCounter } from './engine/work-counter.js';
import { ExplanationService } from './explanation/explanation.service.js';
import { ExportController } from './export/export.controller.js';
import { PayoutExport } from './export/payout-export.js';
import { decorated } from './http/decorated.js';
import { ONE_NEST, RawBodyCheck } from './http/host-checks.js';
import { RequestDeadline } from './http/request-deadline.js';
import { PayoutMetrics } from './metrics/payout-metrics.js';
import { OperatorLog } from './operator-log.js';
import { engineSettings } from './options-rules.js';
import { EventFeedController } from './outbox/event-feed.controller.js';
import { EventFeed } from './outbox/event-feed.js';
import { HostListener } from './outbox/host-listener.js';
import { OutboxBell } from './outbox/outbox-bell.js';
import { Sequencer } from './outbox/sequencer.js';
import { OverviewService } from './overview/overview.service.js';
import { PayoutQueries } from './payout-queries.js';
import { PayoutsController } from './payouts.controller.js';
import {
  type ASYNC_OPTIONS_TYPE,
  CALLBACK_CONTROLLERS,
  ConfigurableModuleClass,
  type OPTIONS_TYPE,
  PAYOUTS_DATA_SOURCE,
  PAYOUTS_OPTIONS,
} from './payouts.module-definition.js';
import { ENGINE_SETTINGS, type EngineSettings, type PayoutsOptions } from './payouts.options.js';
import { PayoutsService } from './payouts.service.js';
import { RecipientsController } from './recipients/recipients.controller.js';
import { RecipientsService } from './recipients/recipients.service.js';
import { RECONCILIATION_CONTROLLERS, RECONCILIATION_PROVIDERS } from './reconciliation/reconciliation.providers.js';
import { ReconciliationService } from './reconciliation/reconciliation.service.js';
import { ReconciliationQueries } from './reconciliation/reconciliation-queries.js';
import { ProviderReads } from './refresh/refresh-reads.js';
import { RetriesController } from './retries/retries.controller.js';
import { RetriesService } from './retries/retries.service.js';
import { ReviewController } from './review/review.controller.js';
import { ReviewService } from './review/review.service.js';
import { requireUsable } from './storage/database/host-data-source.js';
import { StorageClock } from './storage/database/storage-clock.js';
import { WorkerLock } from './storage/database/worker-lock.js';
import { UnitOfWork } from './storage/unit-of-work.js';
import { PayoutTracing } from './tracing/payout-tracing.js';
import { TransactionsController } from './transactions/transactions.controller.js';
import { TransactionsService } from './transactions/transactions.service.js';
import { WebhookDeliveriesService } from './webhooks/webhook-deliveries.service.js';
import { WebhookEndpointsService } from './webhooks/webhook-endpoints.service.js';
import { WEBHOOK_CONTROLLERS, WEBHOOK_PROVIDERS } from './webhooks/webhooks.providers.js';

/** Services whose `note` is called after each COMMIT, with the changes that the transaction stored. */
const LISTENERS = [OperatorLog, WorkCounter, Telemetry, OutboxBell, BatchNews];
type Listening = OperatorLog | WorkCounter | Telemetry | OutboxBell | BatchNews;

const storage = [
  ...LISTENERS,
  {
    provide: UnitOfWork,
    inject: [PAYOUTS_DATA_SOURCE, StorageClock, ENGINE_SETTINGS, ...LISTENERS],
    useFactory: async (
      dataSource: DataSource,
      clock: StorageClock,
      { timings }: EngineSettings,
      ...listeners: Listening[]
    ) =>
      new UnitOfWork(
        await requireUsable(dataSource),
        (entries) => {
          for (const listener of listeners) listener.note(entries);
        },
        timings.databaseTimeout,
        clock,
      ),
  },
  {
    provide: StorageClock,
    inject: [PAYOUTS_DATA_SOURCE],
    useFactory: async (dataSource: DataSource) => {
      const clock = new StorageClock(dataSource, systemClock);
      // Measured before the first use in any process. If the database is unavailable, it is measured later.
      await clock.check().catch(() => 0);
      return clock;
    },
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
    inject: [PAYOUTS_OPTIONS, Telemetry],
    useFactory: ({ connectors }: PayoutsOptions, telemetry: Telemetry) =>
      new ConnectorRegistry(connectors.map((connector) => timed(connector, telemetry))),
  },
  { provide: ENGINE_SETTINGS, inject: [PAYOUTS_OPTIONS], useFactory: engineSettings },
];

const API_CONTROLLERS: readonly Type[] = [
  PayoutsController,
  BatchesController,
  ApprovalsController,
  AccountsController,
  TransactionsController,
  RecipientsController,
  ...RECONCILIATION_CONTROLLERS,
  RetriesController,
  ExportController,
  ReviewController,
  EventFeedController,
  ...WEBHOOK_CONTROLLERS,
];

/**
 * Nest module that accepts payouts, sends each of them once, and reconciles them. It registers nothing globally. The
 * host provides the DataSource, and `ScheduleModule.forRoot()` for timers.
 */
@Module({
  providers: [
    // First, because Nest prints the name of the first provider that fails; see its own comment.
    ONE_NEST,
    ...storage,
    ...settings,
    ...ENGINE_PROVIDERS,
    Acceptance,
    ExplanationService,
    PayoutQueries,
    ProviderReads,
    CancellationService,
    ApprovalsService,
    RetriesService,
    PayoutExport,
    ReviewService,
    PayoutsService,
    OverviewService,
    ...BATCH_PROVIDERS,
    AccountsService,
    TransactionsService,
    RecipientsService,
    ...RECONCILIATION_PROVIDERS,
    PayoutCallbacks,
    CallbackGuard,
    CallbackRefusedFilter,
    CallbackRegistration,
    Sequencer,
    HostListener,
    EventFeed,
    ...WEBHOOK_PROVIDERS,
    PayoutMetrics,
    PayoutTracing,
    RequestDeadline,
    RawBodyCheck,
    ...ACCESS_PROVIDERS,
  ],
  exports: [
    PayoutsService,
    BatchesService,
    OverviewService,
    BatchValidation,
    ApprovalsService,
    RetriesService,
    PayoutExport,
    ReviewService,
    AccountsService,
    TransactionsService,
    RecipientsService,
    ReconciliationService,
    ReconciliationQueries,
    PayoutCallbacks,
    PayoutMetrics,
    CallbackGuard,
    WebhookEndpointsService,
    WebhookDeliveriesService,
    EventFeed,
    // What the console's own controllers need.
    Authentication,
    BadKeys,
    StoredKeys,
    ENGINE_SETTINGS,
  ],
})
export class PayoutsModule extends ConfigurableModuleClass implements NestModule {
  constructor(@Inject(CALLBACK_CONTROLLERS) private readonly callbackControllers: readonly Type[]) {
    super();
  }

  static override forRoot(options: typeof OPTIONS_TYPE): DynamicModule {
    return withControllers(ConfigurableModuleClass.forRoot(options), options);
  }

  /** Configures the module by a factory. To leave out all HTTP controllers, pass `api: false` beside `useFactory`. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE & { readonly api?: false }): DynamicModule {
    return withControllers(ConfigurableModuleClass.forRootAsync(options), options);
  }

  configure(consumer: MiddlewareConsumer): void {
    if (this.callbackControllers.length === 0) return;
    consumer.apply(keepCallbackBody).forRoutes(...this.callbackControllers);
    consumer.apply(deferBatchBody).forRoutes(BatchesController);
  }
}

interface HttpExtras {
  readonly api?: unknown;
  readonly callbackDecorators?: readonly ClassDecorator[] | undefined;
}

function withControllers(definition: DynamicModule, { api, callbackDecorators = [] }: HttpExtras): DynamicModule {
  const callbacks = api === false ? [] : [decorated(CallbacksController, callbackDecorators)];
  return {
    ...definition,
    module: PayoutsModule,
    controllers: api === false ? [] : [...API_CONTROLLERS, ...callbacks],
    providers: [...(definition.providers ?? []), { provide: CALLBACK_CONTROLLERS, useValue: callbacks }],
  };
}
