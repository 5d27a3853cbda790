import { existsSync } from 'node:fs';
import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataSource } from 'typeorm';

/** File mode of a copy. Only its owner may read it, because the database contains personal data of recipients. */
const PRIVATE = 0o600;

/** A finished copy of the database: its file, its size in bytes and the number of payouts in it. */
export interface Copy {
  readonly file: string;
  readonly bytes: number;
  readonly payouts: number;
}

/** Thrown if no copy was made. The message is for people and gives the reason. */
export class BackupError extends Error {}

/**
 * Copies a SQLite database to a new file while others write to it. The copy has the state of one moment. It is written
 * under a temporary name, checked and synced to disk. Only then does it get its final name, so a file of that name is
 * always complete.
 * @throws BackupError if the file exists, if the database is not SQLite, or if the copy fails or is damaged
 */
export async function backUp(dataSource: DataSource, file: string): Promise<Copy> {
  if (dataSource.options.type !== 'better-sqlite3') {
    throw new BackupError(
      'this copies SQLite only; for a server use mariadb-dump --single-transaction, or its own backup',
    );
  }
  if (existsSync(file)) throw new BackupError(`${file} exists already and is not overwritten`);
  const unfinished = `${file}.part`;
  await rm(unfinished, { force: true });
  try {
    await copyTo(dataSource, unfinished);
    const payouts = await check(dataSource, unfinished);
    await sync(unfinished);
    await rename(unfinished, file);
    await sync(dirname(file));
    return { file, payouts, bytes: (await stat(file)).size };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error instanceof BackupError ? error : new BackupError(`the copy failed: ${(error as Error).message}`);
  }
}

/**
 * Copies the database with one statement, so that the copy has the state of one moment. SQLite's own backup API would
 * begin again whenever somebody writes.
 */
async function copyTo(dataSource: DataSource, file: string): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('VACUUM INTO ?', [file]);
    await chmod(file, PRIVATE);
  } finally {
    await runner.release();
  }
}

/**
 * Checks the copy and returns the number of its payouts.
 * @throws BackupError if SQLite finds the copy damaged
 */
async function check(dataSource: DataSource, file: string): Promise<number> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('ATTACH DATABASE ? AS copy', [file]);
    const [found] = (await runner.query('PRAGMA copy.integrity_check')) as { integrity_check: string }[];
    if (found?.integrity_check !== 'ok') throw new BackupError(`the copy is damaged: ${found?.integrity_check}`);
    const [{ payouts } = { payouts: 0 }] = (await runner.query(
      'SELECT COUNT(*) AS payouts FROM copy.cauri_payout',
    )) as {
      payouts: number;
    }[];
    await runner.query('DETACH DATABASE copy');
    return payouts;
  } finally {
    await runner.release();
  }
}

/** Writes a file or a directory entry through to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
