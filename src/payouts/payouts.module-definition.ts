import { ConfigurableModuleBuilder } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { PayoutsOptions } from './payouts.options.js';

/** Injection token of the DataSource that holds our tables: the host's default one, or the one it names. */
export const PAYOUTS_DATA_SOURCE = Symbol('PayoutsDataSource');

/** What has to be known before anything is injected, so it stands beside `useFactory`. */
const EXTRAS = {
  /** The name of the host's DataSource, unless it is the default one. */
  dataSource: undefined as string | undefined,
  /** For the controller that providers call, such as the host's own `Public()`. */
  callbackDecorators: undefined as readonly ClassDecorator[] | undefined,
};

export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: PAYOUTS_OPTIONS,
  OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<PayoutsOptions>({ moduleName: 'Payouts' })
  .setClassMethodName('forRoot')
  .setExtras(EXTRAS, (definition, { dataSource }) => ({
    ...definition,
    providers: [
      ...(definition.providers ?? []),
      {
        provide: PAYOUTS_DATA_SOURCE,
        inject: [getDataSourceToken(dataSource)],
        useFactory: (found: DataSource) => knowingItsName(found, dataSource),
      },
    ],
  }))
  .build();

/** Nest looks for a DataSource at shutdown by the name in its own options. @throws when a factory has left it out */
function knowingItsName(dataSource: DataSource, name: string | undefined): DataSource {
  const { name: own } = dataSource.options as { name?: string };
  if (name === undefined || own === name) return dataSource;
  throw new Error(
    `TypeOrmModule.forRootAsync({ name: '${name}' }) has to return name: '${name}' from its factory too: ` +
      'without it Nest 11 ends with "could not find DataSource" at shutdown',
  );
}
