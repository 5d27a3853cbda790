import { dirname } from 'node:path';
import { Inject, Injectable, Logger, type NestApplicationOptions, type Type } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef, type NestContainer } from '@nestjs/core';
import { CALLBACK_CONTROLLERS } from '../payouts.module-definition.js';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';

/**
 * A provider that needs nothing but Nest. If the application has loaded another Nest than we have, Nest cannot resolve
 * the first provider that needs it, and prints that provider's name. This one comes first, and its name is the reason.
 */
export const ONE_NEST = {
  provide:
    `PayoutsModule: cauri has loaded another Nest than the application, ${dirname(require.resolve('@nestjs/core'))} ` +
    '(see "Workspaces" in docs/embed.md)',
  inject: [HttpAdapterHost],
  useFactory: () => true,
};

/** Warns at start if the application drops the bytes by which callbacks are authenticated. */
@Injectable()
export class RawBodyCheck {
  constructor(
    @Inject(CALLBACK_CONTROLLERS) ours: readonly Type[],
    @Inject(ENGINE_SETTINGS) { callbacks }: EngineSettings,
    { httpAdapter }: HttpAdapterHost,
    moduleRef: ModuleRef,
  ) {
    // A command has no adapter, and a testing module gets it later, with options that nobody can see here.
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

/** Returns what the host gave to `NestFactory.create`. Nest has it, but does not inject it. */
function applicationOptions(moduleRef: ModuleRef): NestApplicationOptions {
  const { container } = moduleRef as unknown as { container?: NestContainer };
  return container?.contextOptions ?? {};
}
