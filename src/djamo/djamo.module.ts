import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { DjamoClient } from './djamo.client.js';
import { DjamoConnector } from './djamo.connector.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './djamo.module-definition.js';
import { DjamoOptions, parseDjamoOptions } from './djamo.options.js';

@Module({
  // With an axios of its own: interceptors of the host's, such as one that repeats, do not see these requests.
  imports: [HttpModule.register({})],
  providers: [
    { provide: DjamoOptions, inject: [MODULE_OPTIONS_TOKEN], useFactory: parseDjamoOptions },
    DjamoClient,
    DjamoConnector,
  ],
  exports: [DjamoClient, DjamoConnector],
})
export class DjamoModule extends ConfigurableModuleClass {}
