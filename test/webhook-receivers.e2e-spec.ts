import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { ONE_DATABASE } from './support/databases.js';
import { codeBlocks } from './support/documentation.js';
import { freePort } from './support/mariadb-server.js';
import { until, World } from './support/world.js';

interface Language {
  readonly name: string;
  /** The file, and the word behind the fence of its block in docs/webhooks.md. */
  readonly file: string;
  readonly fence: string;
  readonly run: (file: string, port: number) => readonly [string, ...string[]];
  readonly version: readonly [string, string];
}

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'examples/webhooks');
const LANGUAGES: readonly Language[] = [
  {
    name: 'TypeScript',
    file: 'receiver.ts',
    fence: 'typescript',
    run: (file) => [process.execPath, file],
    version: ['node', '--version'],
  },
  {
    name: 'Python',
    file: 'receiver.py',
    fence: 'python',
    run: (file) => ['python3', file],
    version: ['python3', '--version'],
  },
  {
    name: 'PHP',
    file: 'receiver.php',
    fence: 'php',
    run: (file, port) => ['php', '-S', `127.0.0.1:${port}`, file],
    version: ['php', '--version'],
  },
  { name: 'Go', file: 'receiver.go', fence: 'go', run: (file) => ['go', 'run', file], version: ['go', 'version'] },
];

describe.each(ONE_DATABASE)('the receivers of docs/webhooks.md on $name', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'cauri-receivers-'));
  const children: ChildProcess[] = [];
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind, { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', WEBHOOK_TIMEOUT: '15s' });
  });
  afterAll(async () => {
    // Go runs what it has compiled as a child.
    for (const { pid, exitCode } of children) if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGKILL');
    await world.stop();
    rmSync(folder, { recursive: true });
  });

  function start({ file, run }: Language, environment: Record<string, string>): () => string {
    let path = join(FOLDER, file);
    if (file.endsWith('.ts')) {
      path = join(folder, 'receiver.cjs');
      const module = { type: 'commonjs' } as const;
      const { code } = transformFileSync(join(FOLDER, file), { swcrc: false, jsc: { target: 'es2023' }, module });
      writeFileSync(path, code);
    }
    const [command, ...words] = run(path, Number(environment.PORT));
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, NODE_PATH: join(ROOT, 'node_modules'), ...environment };
    const child = spawn(command, words, { cwd: folder, env, detached: true });
    children.push(child);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
    return () => printed;
  }

  it.each(LANGUAGES)('$name: is the block of the page', ({ file, fence }) => {
    const blocks = codeBlocks(fence, 'Receive and verify');
    expect(blocks.map((block) => block.trim())).toContain(readFileSync(join(FOLDER, file), 'utf8').trim());
  });

  it.each(LANGUAGES)('$name: believes what Cauri sends, and nothing else', async (language) => {
    const [command, flag] = language.version;
    if (spawnSync(command, [flag], { stdio: 'ignore' }).status !== 0) {
      process.stdout.write(`NOT RUN: ${language.file}, because there is no ${command} on this machine\n`);
      return;
    }
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const { body } = await world.call<{ id: string; secret: string }>('POST', '/v1/webhook-endpoints', {
      url,
      types: ['endpoint.disabled'],
    });
    const printed = start(language, { WEBHOOK_SECRET: body.secret, PORT: String(port) });
    const forged = () =>
      fetch(url, {
        method: 'POST',
        headers: {
          'webhook-id': 'forged',
          'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
          'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
        },
        body: '{"type":"endpoint.test","data":{"id":"forged"}}',
      });
    const refused = await until(() => forged().catch(() => null));
    expect(refused.status).toBe(401);
    await world.call('POST', `/v1/webhook-endpoints/${body.id}/test`);
    const path = `/v1/webhook-endpoints/${body.id}/deliveries`;
    const delivery = await until(async () => {
      const { data } = (await world.call<{ data: { status: string; attempt: number }[] }>('GET', path)).body;
      return data.find(({ status }) => status === 'delivered') ?? null;
    });
    expect(delivery).toMatchObject({ attempt: 1, responseStatus: 204 });
    await until(async () => (printed().includes('endpoint.test') ? true : null));
    expect(printed()).toContain(body.id);
    expect(printed()).not.toContain('forged');
  });
});
