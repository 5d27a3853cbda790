import { exec } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DATABASES } from '../support/databases.js';
import { codeBlocks } from '../support/documentation.js';
import { KEY, World } from '../support/world.js';

describe('a client that is generated as docs/clients.md prints it', () => {
  const [install = '', run = ''] = codeBlocks('sh', 'Generate it');
  const [program = ''] = codeBlocks('typescript', 'Generate it');
  let folder: string;
  let world: World;

  beforeAll(async () => {
    const [kind] = DATABASES;
    if (!kind) throw new Error('there is no database');
    world = await World.start(kind);
    folder = mkdtempSync(join(tmpdir(), 'cauri-client-'));
  });
  afterAll(async () => {
    await world?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('compiles, orders a payout and reads it', async () => {
    const { url } = world.service;
    const env = { ...process.env, CAURI: url, KEY };
    const shell = (lines: string) => promisify(exec)(`set -e\n${lines}`, { cwd: folder, env });
    await shell(install.replaceAll('http://127.0.0.1:3000', url));
    writeFileSync(join(folder, 'pay.ts'), program);
    const { stdout } = await shell(run);
    const [id = '', status] = stdout.trim().split(' ');
    expect(['queued', 'submitting', 'processing', 'paid']).toContain(status);
    expect(await world.settled(id)).toMatchObject({ status: 'paid', amount: '5000' });
  });
});
