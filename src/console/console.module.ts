import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type ModuleMetadata,
  type NestModule,
  type Type,
} from '@nestjs/common';
import { systemClock } from '../common/clock.js';
import { Authentication } from '../payouts/access/authentication.js';
import { BadKeys } from '../payouts/access/bad-keys.js';
import { deferBody } from '../payouts/batches/batch-body.js';
import { decorated } from '../payouts/http/decorated.js';
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
import { UnknownPageController } from './unknown-page.controller.js';
import { WebhookPagesController } from './webhooks/webhooks.controller.js';
import { withoutSlash } from './without-slash.js';

/**
 * Injection token of the controllers to which the middleware for forms applies: all but the one for the stylesheet and
 * the script.
 */
const PAGE_CONTROLLERS = Symbol('PageControllers');

const PAGES: readonly Type[] = [
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
];

interface ModuleOptions extends ConsoleOptions, Required<Pick<ModuleMetadata, 'imports'>> {
  /** Decorators for every controller of the console, such as a host's own `UseGuards()`. */
  readonly decorators?: readonly ClassDecorator[];
}

/**
 * The web console for operators at `/console`. It calls the services of the imported `PayoutsModule`. People sign in
 * with an API key that `api.authenticate` of that module accepts. If `api.authenticate` accepts a request without a
 * key, for example because the host's guard has authenticated it, no sign-in is needed.
 */
@Module({})
export class ConsoleModule implements NestModule {
  constructor(@Inject(PAGE_CONTROLLERS) private readonly pages: readonly Type[]) {}

  static forRoot({ imports, decorators = [], ...options }: ModuleOptions): DynamicModule {
    const own = options.keys === true ? [...PAGES, KeyPagesController] : PAGES;
    const pages = [...own, UnknownPageController].map((controller) => decorated(controller, decorators));
    return {
      module: ConsoleModule,
      imports,
      controllers: [decorated(AssetsController, decorators), ...pages],
      providers: [
        Answers,
        LiveStreams,
        { provide: CONSOLE_OPTIONS, useValue: options },
        { provide: PAGE_CONTROLLERS, useValue: pages },
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
    consumer.apply(withoutSlash, deferBody).forRoutes(...this.pages);
  }
}
