import { type DynamicModule, Module } from '@nestjs/common';
import { BaobabPayClient } from './baobab-pay.client.js';
import { BaobabPayConnector } from './baobab-pay.connector.js';
import { type BaobabPayAccount, BaobabPayOptions } from './baobab-pay.options.js';

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class
export class BaobabPayModule {
  static forRoot(account: BaobabPayAccount): DynamicModule {
    return {
      module: BaobabPayModule,
      providers: [
        { provide: BaobabPayOptions, useValue: new BaobabPayOptions(account) },
        BaobabPayClient,
        BaobabPayConnector,
      ],
      exports: [BaobabPayClient, BaobabPayConnector],
    };
  }
}
