import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.js';

/**
 * Wait in milliseconds before the processes are checked. Node reports the end of a process a little later than its
 * connections break.
 */
const SETTLE_MS = 200;

/**
 * The temporary folder and the processes of one run of the demo. Both are removed at the end, but after a failure the
 * logs remain.
 */
export class Workspace {
  readonly serviceLog: string;
  readonly sandboxesLog: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'cauri-demo-'));
  private readonly data = mkdtempSync(join(this.folder, 'data-'));
  private readonly children: Child[] = [];
  private readonly files: number[] = [];
  private reportLoss: (error: Error) => void = () => undefined;
  /** Rejects if a process ends although the demo did not stop it. It never resolves. */
  readonly loss = new Promise<never>((_, reject) => {
    this.reportLoss = reject;
  });

  constructor() {
    this.serviceLog = join(this.folder, 'service.log');
    this.sandboxesLog = join(this.folder, 'sandboxes.log');
    // Kills the processes after an uncaught error, which skips the normal stop.
    process.once('exit', () => {
      for (const child of this.children) child.kill('SIGKILL');
    });
  }

  get databaseUrl(): string {
    return `sqlite:${join(this.data, 'cauri.db')}`;
  }

  /**
   * Opens a log file for the output of a process and returns its descriptor, which `close` closes. If the file exists,
   * the output is appended.
   */
  openLog(path: string): number {
    const file = openSync(path, 'a');
    this.files.push(file);
    return file;
  }

  /**
   * Makes the workspace responsible for a process, and returns it: `close` kills the process. If it ends before without
   * having been stopped by the demo, `loss` rejects.
   */
  adopt(child: Child): Child {
    this.children.push(child);
    void child.ended.then(() => {
      if (child.lost) this.reportLoss(new Error('the demo cannot go on'));
    });
    return child;
  }

  /**
   * Returns a line for each process that ended although the demo did not stop it. Such an end explains the errors that
   * followed.
   */
  async losses(): Promise<string[]> {
    // The end of a process is reported slightly after its connections break.
    await sleep(SETTLE_MS);
    const lost = this.children.filter((child) => child.lost);
    return Promise.all(lost.map(async ({ name, ended }) => `${name} ended ${await ended}`));
  }

  /** Kills the processes, waits for their end, and deletes the folder. With `keepLogs` only the database is deleted. */
  async close({ keepLogs }: { keepLogs: boolean }): Promise<void> {
    // All data is deleted next, so no process needs an orderly end.
    await Promise.all(this.children.map((child) => child.end('SIGKILL')));
    for (const file of this.files.splice(0)) closeSync(file);
    rmSync(keepLogs ? this.data : this.folder, { recursive: true, force: true });
  }
}
