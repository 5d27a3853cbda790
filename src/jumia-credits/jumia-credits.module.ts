import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { JumiaCreditsClient } from './jumia-credits.client.js';
import { JumiaCreditsConnector } from './jumia-credits.connector.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './jumia-credits.module-definition.js';
import { JumiaCreditsOptions, parseJumiaCreditsOptions } from './jumia-credits.options.js';

@Module({
  // Creates a separate axios instance. With the host's instance, an interceptor such as a retry could send money twice.
  imports: [HttpModule.register({})],
  providers: [
    { provide: JumiaCreditsOptions, inject: [MODULE_OPTIONS_TOKEN], useFactory: parseJumiaCreditsOptions },
    JumiaCreditsClient,
    JumiaCreditsConnector,
  ],
  exports: [JumiaCreditsClient, JumiaCreditsConnector],
})
/**
 * Nest module that exports `JumiaCreditsClient` and `JumiaCreditsConnector`. `forRoot` and `forRootAsync` take the
 * options. Invalid options end the start with a `JumiaCreditsOptionsError`.
 */
export class JumiaCreditsModule extends ConfigurableModuleClass {}
