import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FileLock } from './file-lock.js';

/**
 * Allows only one worker process on a SQLite file. Several would each apply the limit of concurrent POSTs separately.
 */
@Injectable()
export class WorkerLock {
  private readonly lock: FileLock;

  constructor(dataSource: DataSource) {
    this.lock = new FileLock(dataSource, 'worker');
  }

  tryAcquire(): boolean {
    return this.lock.tryAcquire();
  }

  /** True if who gets the lock knows that every earlier worker is dead: with a SQLite file, never with a server. */
  get provesOthersDead(): boolean {
    return this.lock.isExclusive;
  }

  release(): void {
    this.lock.release();
  }
}
