import {
  type DynamicModule,
  type MiddlewareConsumer,
  Module,
  type ModuleMetadata,
  type NestModule,
} from '@nestjs/common';
import { systemClock } from '../common/clock.js';
import { Authentication } from '../payouts/access/authentication.js';
import { BadKeys } from '../payouts/access/bad-keys.js';
import { deferBatchBody } from '../payouts/batches/batch-body.js';
import { AccountPagesController } from './accounts/accounts.controller.js';
import { Answers } from './answers.js';
import { ApprovalPagesController } from './approvals/approvals.controller.js';
import { AssetsController } from './assets.controller.js';
import { BatchPagesController } from './batches/batches.controller.js';
import { UploadsController } from './batches/uploads.controller.js';
import { CONSOLE_OPTIONS, type ConsoleOptions } from './console.options.js';
import { KeyPagesController } from './keys/keys.controller.js';
import { LiveStreams } from './live/live-streams.js';
import { OverviewController } from './overview/overview.controller.js';
import { PayoutPagesController } from './payouts/payouts.controller.js';
import { SearchController } from './payouts/search.controller.js';
import { ReconciliationPagesController } from './reconciliation/reconciliation.controller.js';
import { ReviewPagesController } from './reviews/reviews.controller.js';
import { Sealing } from './session/sealing.js';
import { Sessions } from './session/sessions.js';
import { SignInController } from './session/sign-in.controller.js';
import { WebhookPagesController } from './webhooks/webhooks.controller.js';

const PAGES = [
  SignInController,
  OverviewController,
  PayoutPagesController,
  SearchController,
  ReviewPagesController,
  ApprovalPagesController,
  AccountPagesController,
  BatchPagesController,
  UploadsController,
  WebhookPagesController,
  ReconciliationPagesController,
  KeyPagesController,
];

/**
 * The operators' page at `/console`. It calls the use cases of the PayoutsModule that is imported with it, and signs in
 * with the API keys that its `api.authenticate` knows.
 */
@Module({})
export class ConsoleModule implements NestModule {
  static forRoot({ imports, ...options }: ConsoleOptions & Required<Pick<ModuleMetadata, 'imports'>>): DynamicModule {
    return {
      module: ConsoleModule,
      imports,
      controllers: [AssetsController, ...PAGES],
      providers: [
        Answers,
        LiveStreams,
        { provide: CONSOLE_OPTIONS, useValue: options },
        {
          provide: Sessions,
          inject: [CONSOLE_OPTIONS, Authentication, BadKeys],
          useFactory: ({ secrets = [] }: ConsoleOptions, authentication: Authentication, badKeys: BadKeys) =>
            new Sessions({ sealing: new Sealing(secrets), authentication, badKeys, clock: systemClock }),
        },
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(deferBatchBody).forRoutes(...PAGES);
  }
}
