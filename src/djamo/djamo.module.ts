import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { DjamoClient } from './djamo.client.js';
import { DjamoConnector } from './djamo.connector.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './djamo.module-definition.js';
import { DjamoOptions, parseDjamoOptions } from './djamo.options.js';

@Module({
  // Creates a separate axios instance. With the host's instance, an interceptor such as a retry could send money twice.
  imports: [HttpModule.register({})],
  providers: [
    { provide: DjamoOptions, inject: [MODULE_OPTIONS_TOKEN], useFactory: parseDjamoOptions },
    DjamoClient,
    DjamoConnector,
  ],
  exports: [DjamoClient, DjamoConnector],
})
/**
 * Nest module that exports `DjamoClient` and `DjamoConnector`. `forRoot` and `forRootAsync` take the options. Invalid
 * options end the start with a `DjamoOptionsError`.
 */
export class DjamoModule extends ConfigurableModuleClass {}
