import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FileLock } from './file-lock.js';

/**
 * Lets only one process be the worker of a SQLite file. Several workers together could exceed the limit of concurrent
 * POSTs, because each of them counts only its own. On a database server the lock is always granted.
 */
@Injectable()
export class WorkerLock {
  private readonly lock: FileLock;

  constructor(dataSource: DataSource) {
    this.lock = new FileLock(dataSource, 'worker');
  }

  /** Takes the lock without waiting. Returns false if another process has it. */
  tryAcquire(): boolean {
    return this.lock.tryAcquire();
  }

  /**
   * True if the owner of the lock may conclude that every earlier worker is dead. This is so with a SQLite file, never
   * with a database server.
   */
  get provesOthersDead(): boolean {
    return this.lock.isExclusive;
  }

  release(): void {
    this.lock.release();
  }
}
