import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { JumiaCreditsModuleOptions } from './jumia-credits.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<JumiaCreditsModuleOptions>({ moduleName: 'JumiaCredits' })
    .setClassMethodName('forRoot')
    .build();
