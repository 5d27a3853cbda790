import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../service/app.module.js';
import { type Configuration, loadConfiguration } from '../service/config/configuration.js';
import { PinoLogger } from '../service/logging/pino.logger.js';
import type { Shell, Stream } from './shell.js';

/** The parts of the service that commands use. There is no HTTP server, and the worker runs only when called. */
export interface Service {
  readonly configuration: Configuration;
  get<T>(type: Type<T>): T;
}

/** Opens the service, calls `use` and closes the service again. `log` gets the log lines. */
export async function withService<T>(
  { environment, stderr }: Shell,
  use: (service: Service) => Promise<T>,
  log: Stream = stderr,
): Promise<T> {
  const configuration = loadConfiguration(environment);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot({ ...configuration, worker: false }), {
    logger: new PinoLogger({
      // Beside the output of a command, only warnings and errors are useful.
      level: environment.LOG_LEVEL ? configuration.logLevel : 'warn',
      format: stderr.isTTY ? 'pretty' : configuration.logFormat,
      output: log,
    }),
    abortOnError: false,
  });
  try {
    return await use({ configuration, get: (type) => app.get(type, { strict: false }) });
  } finally {
    await app.close();
  }
}
