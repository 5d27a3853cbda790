import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../service/app.module.js';
import { type Configuration, loadConfiguration } from '../service/config/configuration.js';
import { PinoLogger } from '../service/logging/pino.logger.js';
import type { Shell, Stream } from './shell.js';

/**
 * Parts of the service that commands use. There is no HTTP server, and the worker (which sends and reads payouts) works
 * only when a command calls it.
 */
export interface Service {
  readonly configuration: Configuration;
  /**
   * Returns the service's instance of a class, from any of its modules.
   * @throws if there is none
   */
  get<T>(type: Type<T>): T;
}

/**
 * Starts the service without its HTTP server, calls `use` and returns its result. The service is stopped in any case.
 * Pending migrations are applied first, unless `MIGRATIONS` is `manual`. Log lines are written to `log`, by default
 * only warnings and errors; `LOG_LEVEL` changes that.
 * @throws ConfigurationError if the environment variables are invalid
 * @throws StartError if the database cannot be used
 */
export async function withService<T>(
  { environment, stderr }: Shell,
  use: (service: Service) => Promise<T>,
  log: Stream = stderr,
): Promise<T> {
  const configuration = loadConfiguration(environment);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot({ ...configuration, worker: false }), {
    logger: new PinoLogger({
      // By default a command shows only warnings and errors, beside its own output.
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
