import { Module } from '@nestjs/common';
import { DjamoConnector, DjamoModule, type PayoutConnector, PayoutsModule } from 'cauri';
import { BaobabPayConnector } from './baobab-pay/baobab-pay.connector.js';
import { BaobabPayModule } from './baobab-pay/baobab-pay.module.js';
import { Heard } from './heard.js';
import { November } from './november.js';
import { OperationsController } from './operations.controller.js';
import { ProvidersController } from './providers.controller.js';
import { SalariesController } from './salaries.controller.js';
import { TreasuryModule } from './treasury.module.js';

const { DJAMO_BASE_URL = '', DJAMO_ACCESS_TOKEN = '', DJAMO_WEBHOOK_SECRET = '' } = process.env;
const { BAOBAB_BASE_URL = '', BAOBAB_TOKEN = '', PUBLIC_URL = '', CALLBACK_SECRET = '' } = process.env;

const djamo = DjamoModule.forRoot({
  accounts: [
    {
      name: 'djamo',
      baseUrl: DJAMO_BASE_URL,
      accessToken: DJAMO_ACCESS_TOKEN,
      webhookSecret: DJAMO_WEBHOOK_SECRET,
    },
  ],
});
const baobab = BaobabPayModule.forRoot({
  name: 'baobab',
  baseUrl: BAOBAB_BASE_URL,
  token: BAOBAB_TOKEN,
  merchant: 'office',
});

/** A provider of its own beside one of Cauri's, and none of Cauri's routes. */
@Module({
  imports: [
    TreasuryModule,
    PayoutsModule.forRootAsync({
      api: false,
      imports: [djamo, baobab],
      inject: [Heard, DjamoConnector, BaobabPayConnector],
      useFactory: (heard: Heard, ...connectors: PayoutConnector[]) => ({
        connectors,
        publicUrl: PUBLIC_URL,
        callbackKeys: [{ kid: 'k1', secret: CALLBACK_SECRET }],
        timings: { pollPlan: [60_000], workerInterval: 200 },
        onPayoutEvent: (event) => heard.hear(event),
      }),
    }),
  ],
  controllers: [SalariesController, OperationsController, ProvidersController],
  providers: [November],
})
export class OfficePayoutsModule {}
