import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './support/mariadb-server.js';
import { until } from './support/world.js';

const DIST = join(__dirname, '../dist');

describe('a service whose output nobody takes', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cauri-output-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(folder, { recursive: true });
  });

  function environment(port: string): NodeJS.ProcessEnv {
    const account = { DJAMO_BASE_URL: 'http://127.0.0.1:9', DJAMO_ACCESS_TOKEN: 'a-token', WORKER: 'off' };
    const DATABASE_URL = `sqlite:${join(folder, 'cauri.db')}`;
    return { PATH: process.env.PATH, ...account, DATABASE_URL, HOST: '127.0.0.1', PORT: port };
  }

  async function service(stdout: number, stderr: number) {
    const port = String(await freePort());
    const child = spawn(process.execPath, [join(DIST, 'main.js')], {
      env: environment(port),
      stdio: ['ignore', stdout, stderr],
    });
    children.push(child);
    const url = `http://127.0.0.1:${port}`;
    const status = async (path: string) => {
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
      return (await fetch(url + path).catch(() => null))?.status ?? null;
    };
    await until(async () => ((await status('/health/ready')) === 200 ? true : null));
    return { child, status };
  }

  it('goes on without a reader, and tells the next one how much is lost', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = () => {
      const child = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const read = { child, text: '' };
      child.stdout.on('data', (data) => (read.text += data));
      return read;
    };
    const first = reader();
    const write = openSync(pipe, 'w');
    const { child, status } = await service(write, write);
    closeSync(write);
    await until(async () => (first.text.includes('listening on') ? true : null));
    const gone = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await gone;
    for (let count = 0; count < 5; count += 1) expect(await status('/v1/payouts')).toBe(401);
    const second = reader();
    await until(async () => {
      await status('/v1/payouts');
      return second.text.includes('lines of the log are lost') ? true : null;
    });
    const [, lost] =
      /"msg":"(\d+) lines of the log are lost: standard output did not take them \(EPIPE\)"/.exec(second.text) ?? [];
    expect(Number(lost)).toBeGreaterThanOrEqual(5);
    expect(child.exitCode).toBeNull();
  });

  it('goes on while the one who reads it stands still', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: 'ignore' });
    children.push(reader);
    const write = openSync(pipe, 'w');
    const { status } = await service(write, write);
    closeSync(write);
    reader.kill('SIGSTOP');
    // 64 KiB fit into the pipe, and each line is longer than 100 bytes.
    for (let count = 0; count < 700; count += 1) expect(await status('/v1/payouts')).toBe(401);
    expect(await status('/health/ready')).toBe(200);
  });

  it.each(['stdout', 'stderr'])('goes on with a full disk behind %s', async (name) => {
    const [full, nothing] = [openSync('/dev/full', 'w'), openSync('/dev/null', 'w')];
    const { child, status } = name === 'stdout' ? await service(full, nothing) : await service(nothing, full);
    for (let count = 0; count < 5; count += 1) expect(await status('/v1/payouts')).toBe(401);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    for (const file of [full, nothing]) closeSync(file);
  });

  it('is no success of a command whose result did not fit on the disk, and none of its failures without a reader', async () => {
    const full = openSync('/dev/full', 'w');
    const command = async (stdout: number | 'pipe') => {
      const child = spawn(process.execPath, [join(DIST, 'cli/main.js'), 'accounts', '--json'], {
        env: environment('0'),
        stdio: ['ignore', stdout, 'pipe'],
      });
      child.stdout?.destroy();
      let told = '';
      child.stderr?.on('data', (data) => (told += data));
      return { code: (await once(child, 'close'))[0], told };
    };
    await command('pipe');
    expect(await command(full)).toEqual({ code: 1, told: 'the result could not be written (ENOSPC)\n' });
    expect(await command('pipe')).toEqual({ code: 0, told: '' });
    closeSync(full);
  });
});
