import { dirname } from 'node:path';
import { Inject, Injectable, Logger, type NestApplicationOptions, type Type } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef, type NestContainer } from '@nestjs/core';
import { CALLBACK_CONTROLLERS } from '../payouts.module-definition.js';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';

/**
 * Provider whose name is an error message. If the host application has loaded another copy of Nest than this package,
 * Nest cannot create providers that need a class of Nest. It then prints the name of the first such provider. This
 * provider is the first one, so the printed name tells the cause.
 */
export const ONE_NEST = {
  provide:
    `PayoutsModule: cauri has loaded another Nest than the application, ${dirname(require.resolve('@nestjs/core'))} ` +
    '(see "Workspaces" in docs/embed.md)',
  inject: [HttpAdapterHost],
  useFactory: () => true,
};

/**
 * Warns at start if the application does not keep the raw bytes of request bodies. Without them a callback cannot be
 * authenticated.
 */
@Injectable()
export class RawBodyCheck {
  constructor(
    @Inject(CALLBACK_CONTROLLERS) ours: readonly Type[],
    @Inject(ENGINE_SETTINGS) { callbacks }: EngineSettings,
    { httpAdapter }: HttpAdapterHost,
    moduleRef: ModuleRef,
  ) {
    // A command has no HTTP adapter. A testing module gets its adapter later, with options that are not visible here.
    if (callbacks === null || !httpAdapter) return;
    // On Fastify our own route reads the bytes before any parser.
    if (ours.length > 0 && httpAdapter.getType() !== 'express') return;
    const { bodyParser = true, rawBody = false } = applicationOptions(moduleRef);
    if (!bodyParser || rawBody) return;
    new Logger('Callbacks').warn(
      'callbacks cannot be authenticated, reading does all: create the application with { rawBody: true }',
    );
  }
}

/**
 * Returns the options that the host passed to `NestFactory.create`. Nest keeps them in its container, but does not
 * offer them for injection.
 */
function applicationOptions(moduleRef: ModuleRef): NestApplicationOptions {
  const { container } = moduleRef as unknown as { container?: NestContainer };
  return container?.contextOptions ?? {};
}
