import { ConfigurableModuleBuilder } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { PayoutsOptions } from './payouts.options.js';

/**
 * Injection token of the TypeORM DataSource with our tables: the default one of the host, or the one that its option
 * `dataSource` names.
 */
export const PAYOUTS_DATA_SOURCE = Symbol('PayoutsDataSource');

/**
 * Injection token of the controllers that receive callbacks, which need the raw bytes of a request's body. Empty with
 * `api: false`.
 */
export const CALLBACK_CONTROLLERS = Symbol('CallbackControllers');

/** Options that Nest needs before it calls `useFactory`. They are therefore given beside it. */
const EXTRAS = {
  /** Name of the host's DataSource in which our tables are. Undefined for its default one. */
  dataSource: undefined as string | undefined,
  /** Decorators for the controller that receives callbacks, such as a host's own `Public()`. Undefined for none. */
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

/**
 * Checks that the options of a named DataSource contain its name, by which Nest finds it at shutdown. Returns the
 * DataSource.
 * @throws if a factory of the host left out the name
 */
function knowingItsName(dataSource: DataSource, name: string | undefined): DataSource {
  const { name: own } = dataSource.options as { name?: string };
  if (name === undefined || own === name) return dataSource;
  throw new Error(
    `TypeOrmModule.forRootAsync({ name: '${name}' }) has to return name: '${name}' from its factory too: ` +
      'without it Nest 11 ends with "could not find DataSource" at shutdown',
  );
}
