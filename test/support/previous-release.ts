import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The version before this one. Nothing has been released yet, so this is the first state that has all tables of the
 * issues that are done: payouts, outbox, webhooks and batches. Every release sets it to its own commit.
 */
const PREVIOUS = 'e705eeaf374fdcca3771f0b2a54a4fe1793ed94b';
const ROOT = join(__dirname, '../..');

/** False in a copy without the history of the project, such as an archive or a shallow clone. */
export function hasPreviousRelease(): boolean {
  try {
    execFileSync('git', ['cat-file', '-e', `${PREVIOUS}^{commit}`], { cwd: ROOT, stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write(`NOT RUN: the upgrade, because this copy has no history (${PREVIOUS})\n`);
    return false;
  }
}

export interface PreviousRelease {
  /** Its `dist/main.js`. */
  readonly main: string;
  remove(): void;
}

/** Builds the version before from git, on the packages of this one. @throws where there is no history */
export function buildPreviousRelease(): PreviousRelease {
  const folder = mkdtempSync(join(tmpdir(), 'cauri-previous-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const archive = execFileSync('git', ['archive', '--format=tar', PREVIOUS], { cwd: ROOT, maxBuffer: 2 ** 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    execFileSync(join(ROOT, 'node_modules/.bin/nest'), ['build'], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    remove();
    throw new Error(
      `the version before (${PREVIOUS}) cannot be built; a clone needs its history: ${(error as Error).message}`,
    );
  }
  return { main: join(folder, 'dist/main.js'), remove };
}
