import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.js';

const SETTLE_MS = 200;

/** The temporary folder and the processes of one run: nothing of both outlives it, except logs that explain a failure. */
export class Workspace {
  readonly serviceLog: string;
  readonly sandboxesLog: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'cauri-demo-'));
  private readonly data = mkdtempSync(join(this.folder, 'data-'));
  private readonly children: Child[] = [];
  private readonly files: number[] = [];
  private reportLoss: (error: Error) => void = () => undefined;
  /** Rejects when a child ends that nobody told to. */
  readonly loss = new Promise<never>((_, reject) => {
    this.reportLoss = reject;
  });

  constructor() {
    this.serviceLog = join(this.folder, 'service.log');
    this.sandboxesLog = join(this.folder, 'sandboxes.log');
    // The last resort, for an error that nobody caught.
    process.once('exit', () => {
      for (const child of this.children) child.kill('SIGKILL');
    });
  }

  get databaseUrl(): string {
    return `sqlite:${join(this.data, 'cauri.db')}`;
  }

  /** For the output of a child; a second child appends. */
  openLog(path: string): number {
    const file = openSync(path, 'a');
    this.files.push(file);
    return file;
  }

  adopt(child: Child): Child {
    this.children.push(child);
    void child.ended.then(() => {
      if (child.lost) this.reportLoss(new Error('the demo cannot go on'));
    });
    return child;
  }

  /** How children ended that were not told to: more to the point than the error that followed from it. */
  async losses(): Promise<string[]> {
    // The end of a child is reported a little after its connections break.
    await sleep(SETTLE_MS);
    const lost = this.children.filter((child) => child.lost);
    return Promise.all(lost.map(async ({ name, ended }) => `${name} ended ${await ended}`));
  }

  async close({ keepLogs }: { keepLogs: boolean }): Promise<void> {
    // Nothing here is worth an orderly end: the data goes with the folder.
    await Promise.all(this.children.map((child) => child.end('SIGKILL')));
    for (const file of this.files.splice(0)) closeSync(file);
    rmSync(keepLogs ? this.data : this.folder, { recursive: true, force: true });
  }
}
