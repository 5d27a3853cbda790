import { exec, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeBlocks } from '../support/documentation.js';
import { freePort } from '../support/mariadb-server.js';
import { until } from '../support/world.js';
import { packed } from './installed-host.js';
import { Providers } from './office.js';

describe('the service installed from the package, as the documentation prints it', () => {
  const [install = '', doctor = '', start = ''] =
    codeBlocks('sh', 'Run it in production')
      .find((block) => block.startsWith('npm install'))
      ?.trim()
      .split('\n') ?? [];
  let folder: string;
  let providers: Providers;
  let environment: Record<string, string>;
  // Not synchronously: the sandboxes answer from this process.
  const shell = (line: string) => promisify(exec)(line, { cwd: folder, env: environment });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cauri-production-'));
    packed(folder);
    providers = await Providers.start();
    environment = {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      PORT: String(await freePort()),
      API_KEYS: 'shop:a-key-of-the-shop:*',
      JUMIA_CREDITS_CURRENCY: 'XOF',
      ...providers.environment,
    };
    await shell(install);
  });
  afterAll(async () => {
    await providers?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings no tool that builds or tests', () => {
    const installed = readdirSync(join(folder, 'node_modules'));
    expect(installed.filter((name) => /^(typescript|jest|supertest|@biomejs|@swc)$/.test(name))).toEqual([]);
  });

  it('migrates its database and finds nothing wrong', async () => {
    await shell('npx cauri migrate');
    const { stdout } = await shell(doctor);
    expect(stdout).toContain('migrations');
  });

  it('starts, and serves its documents', async () => {
    const [program = '', ...rest] = start.split(' ');
    const child = spawn(program, rest, { cwd: folder, env: environment, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      const status = async (path: string) => (await fetch(`http://127.0.0.1:${environment.PORT}${path}`)).status;
      await until(async () => ((await status('/health/ready')) === 200 ? true : null), 60_000);
      expect([await status('/docs'), await status('/openapi.json'), await status('/v1/payouts')]).toEqual([
        200, 200, 401,
      ]);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
  });
});
