import { type DynamicModule, Module } from '@nestjs/common';
import { BaobabPayClient } from './baobab-pay.client.js';
import { BaobabPayConnector } from './baobab-pay.connector.js';
import { BaobabPayOptions } from './baobab-pay.options.js';

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class
export class BaobabPayModule {
  static forRoot(account: Omit<BaobabPayOptions, 'timeoutMs'>): DynamicModule {
    const { name, baseUrl, token, merchant } = account;
    return {
      module: BaobabPayModule,
      providers: [
        { provide: BaobabPayOptions, useValue: new BaobabPayOptions(name, baseUrl, token, merchant) },
        BaobabPayClient,
        BaobabPayConnector,
      ],
      exports: [BaobabPayClient, BaobabPayConnector],
    };
  }
}
