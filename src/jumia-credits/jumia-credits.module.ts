import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { JumiaCreditsClient } from './jumia-credits.client.js';
import { JumiaCreditsConnector } from './jumia-credits.connector.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './jumia-credits.module-definition.js';
import { JumiaCreditsOptions, parseJumiaCreditsOptions } from './jumia-credits.options.js';

@Module({
  // With an axios of its own: interceptors of the host's, such as one that repeats, do not see these requests.
  imports: [HttpModule.register({})],
  providers: [
    { provide: JumiaCreditsOptions, inject: [MODULE_OPTIONS_TOKEN], useFactory: parseJumiaCreditsOptions },
    JumiaCreditsClient,
    JumiaCreditsConnector,
  ],
  exports: [JumiaCreditsClient, JumiaCreditsConnector],
})
export class JumiaCreditsModule extends ConfigurableModuleClass {}
