import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { DjamoModuleOptions } from './djamo.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<DjamoModuleOptions>({
  moduleName: 'Djamo',
})
  .setClassMethodName('forRoot')
  .build();
