import { ConfigurableModuleBuilder } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { PayoutsOptions } from './payouts.options.js';

/** Injection token of the DataSource that holds our tables: the host's default one, or the one it names. */
export const PAYOUTS_DATA_SOURCE = Symbol('PayoutsDataSource');

export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: PAYOUTS_OPTIONS,
  OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<PayoutsOptions>({ moduleName: 'Payouts' })
  .setClassMethodName('forRoot')
  .setExtras({ dataSource: undefined as string | undefined }, (definition, { dataSource }) => ({
    ...definition,
    providers: [
      ...(definition.providers ?? []),
      { provide: PAYOUTS_DATA_SOURCE, useExisting: getDataSourceToken(dataSource) },
    ],
  }))
  .build();
