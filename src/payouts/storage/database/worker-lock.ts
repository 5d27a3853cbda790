import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FileLock } from './file-lock.js';

/** Allows one worker at a time on SQLite. Several would each count the POSTs in progress separately. */
@Injectable()
export class WorkerLock {
  private readonly lock: FileLock;

  constructor(dataSource: DataSource) {
    this.lock = new FileLock(dataSource, 'worker');
  }

  tryAcquire(): boolean {
    return this.lock.tryAcquire();
  }

  release(): void {
    this.lock.release();
  }
}
