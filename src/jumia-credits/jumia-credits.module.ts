import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { JumiaCreditsClient } from './jumia-credits.client.js';
import { JumiaCreditsConnector } from './jumia-credits.connector.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './jumia-credits.module-definition.js';
import { JumiaCreditsOptions, parseJumiaCreditsOptions } from './jumia-credits.options.js';

@Module({
  // A separate axios instance. Interceptors of the host, such as a retry, could otherwise send money twice.
  imports: [HttpModule.register({})],
  providers: [
    { provide: JumiaCreditsOptions, inject: [MODULE_OPTIONS_TOKEN], useFactory: parseJumiaCreditsOptions },
    JumiaCreditsClient,
    JumiaCreditsConnector,
  ],
  exports: [JumiaCreditsClient, JumiaCreditsConnector],
})
export class JumiaCreditsModule extends ConfigurableModuleClass {}
