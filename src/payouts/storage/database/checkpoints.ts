import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

const logger = new Logger('Database');

/** Time between two checkpoints in milliseconds. A checkpoint without new pages reads no file. */
const EVERY_MS = 1_000;

/**
 * Length of the write-ahead log, in pages, from which a COMMIT makes a checkpoint itself: 64 MiB, more than a batch of
 * 10 000 rows writes. With SQLite's default of 1 000 pages, a COMMIT after such a batch would block the event loop for
 * 50 ms or more. If the database is never idle, the thread cannot reset the log, and it grows to this length. The
 * COMMIT then resets it and has few pages left to copy.
 */
const LONGEST_LOG = 16_384;

/**
 * JavaScript code of the thread. It is a string, because a thread cannot load TypeScript, which is what the tests run.
 */
const THREAD = `
  const { workerData } = require('node:worker_threads');
  const Database = require(workerData.driver);
  const database = new Database(workerData.file, { fileMustExist: true });
  setInterval(() => database.pragma('wal_checkpoint(PASSIVE)'), workerData.everyMs);
`;

/**
 * Copies committed pages from the write-ahead log into the SQLite file (a checkpoint) in a separate thread, until the
 * data source is closed. A checkpoint flushes both files to disk, which would block all requests in the main thread. If
 * the thread fails, COMMITs make the checkpoints. Does nothing for `:memory:` and for database servers.
 */
export async function checkpointInThread(dataSource: DataSource): Promise<void> {
  const { options } = dataSource;
  if (options.type !== 'better-sqlite3' || options.database === ':memory:') return;
  await dataSource.query(`PRAGMA wal_autocheckpoint = ${LONGEST_LOG}`);
  // The driver that TypeORM has loaded: both connections then know of each other's locks on the file.
  const driver = createRequire(require.resolve('typeorm')).resolve('better-sqlite3');
  const thread = new Worker(THREAD, {
    eval: true,
    workerData: { driver, file: options.database, everyMs: EVERY_MS },
  });
  thread.on('error', ({ message }) => logger.warn(`checkpoints are made by COMMITs from now on: ${message}`));
  thread.unref();
  const { destroy } = dataSource;
  dataSource.destroy = async () => {
    await thread.terminate();
    await destroy.call(dataSource);
  };
}
