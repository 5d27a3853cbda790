import { ConfigurableModuleBuilder } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { PayoutsOptions } from './payouts.options.js';

/**
 * Injection token of the TypeORM DataSource with the tables of Cauri. It is the default DataSource of the host
 * application, or the one that the option `dataSource` names.
 */
export const PAYOUTS_DATA_SOURCE = Symbol('PayoutsDataSource');

/**
 * Injection token of the list of controllers that receive callbacks. They need the raw bytes of the request body. The
 * list is empty with `api: false`.
 */
export const CALLBACK_CONTROLLERS = Symbol('CallbackControllers');

/**
 * Options that Nest needs before it calls `useFactory`. They are therefore passed beside `useFactory`, not returned by
 * it.
 */
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
 * Checks that the options of a named DataSource contain its name, and returns the DataSource. At shutdown, Nest finds
 * the DataSource by this name.
 * @throws if the host's factory for the DataSource left out the name
 */
function knowingItsName(dataSource: DataSource, name: string | undefined): DataSource {
  const { name: own } = dataSource.options as { name?: string };
  if (name === undefined || own === name) return dataSource;
  throw new Error(
    `TypeOrmModule.forRootAsync({ name: '${name}' }) has to return name: '${name}' from its factory too: ` +
      'without it Nest 11 ends with "could not find DataSource" at shutdown',
  );
}
