import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FileLock } from './file-lock.js';

/** On SQLite one worker at a time; several would each keep their own count of what is under way. */
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
