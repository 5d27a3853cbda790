import { redact } from './common/redact.js';
import { StoredKeys } from './payouts/access/stored-keys.js';
import { AppModule, whenDatabaseIsLost } from './service/app.module.js';
import { createApplication } from './service/application.js';
import { ConfigurationError } from './service/config/configuration.error.js';
import { loadConfiguration } from './service/config/configuration.js';
import { surviveFailing } from './service/logging/log-output.js';
import { PinoLogger } from './service/logging/pino.logger.js';
import { serveDocs } from './service/openapi-document.js';
import { StartError } from './service/start.error.js';
import { onStopSignal } from './terminal/signals.js';

const EXIT_ERROR = 1;
/** Exit code for a wrong configuration (`EX_CONFIG` of sysexits). */
const EXIT_CONFIGURATION = 78;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Maximum duration of a shutdown in milliseconds, in addition to the longest POST in progress. */
const CLOSING_MS = 15_000;

async function main(): Promise<void> {
  const configuration = loadConfiguration(process.env);
  const { port, host, apiKeys, timings } = configuration;
  const logger = new PinoLogger({ level: configuration.logLevel, format: configuration.logFormat });
  const app = await createApplication(AppModule.forRoot(configuration), logger, timings.requestTimeout);
  if (configuration.docs) serveDocs(app);
  app.enableShutdownHooks([...SIGNALS], { useProcessExit: true });
  limitShutdown(timings.submitTimeout + CLOSING_MS);
  whenDatabaseIsLost(app, () => void app.close().finally(() => process.exit(EXIT_ERROR)));
  await app.listen(port, host);
  logger.log(`listening on ${await app.getUrl()}`, 'Main');
  for (const { variable, message } of configuration.unknownVariables) logger.warn(`${variable} ${message}`, 'Main');
  const anyKey = apiKeys.length > 0 || (await app.get(StoredKeys, { strict: false }).any());
  if (!anyKey) logger.warn('there is no API key: every call is answered 401', 'Main');
}

/**
 * Ends the process if a shutdown takes longer than `limitMs`, or at a second signal. The next start recovers the work
 * in progress.
 */
function limitShutdown(limitMs: number): void {
  let stopping = false;
  onStopSignal(() => {
    if (stopping) process.exit(EXIT_ERROR);
    stopping = true;
    setTimeout(() => process.exit(EXIT_ERROR), limitMs).unref();
  }, SIGNALS);
}

/** Prints why the service could not start, without secrets, and ends the process. */
function fail(error: unknown): never {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
  const text = error instanceof StartError ? error.message : String((error as Error | null)?.stack ?? error);
  process.stderr.write(`${redact(text)}\n`);
  process.exit(EXIT_ERROR);
}

surviveFailing(process.stderr);
main().catch(fail);
