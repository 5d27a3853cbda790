import { join } from 'node:path';
import { freePort } from './support/mariadb-server.js';
import { startNode } from './support/node-process.js';
import { startService } from './support/service.js';

const ACCOUNT = { DJAMO_BASE_URL: 'http://127.0.0.1:9', DJAMO_ACCESS_TOKEN: 'x', WORKER: 'off' };

/** A start that fails: its exit code and everything it printed. */
async function failing(environment: Record<string, string>): Promise<{ code: number | string; printed: string }> {
  const PORT = String(await freePort());
  const { ended, output } = startNode([join(__dirname, '../dist/main.js')], { PORT, ...ACCOUNT, ...environment });
  return { code: await ended, printed: output() };
}

describe('the start', () => {
  it.each([
    ['a database that is not there', { DATABASE_URL: 'mysql://cauri:secret@127.0.0.1:9/cauri' }, 1, 'is not reachable'],
    ['a folder that cannot be made', { DATABASE_URL: 'sqlite:/dev/null/cauri.db' }, 1, 'is not reachable'],
    ['a configuration', { PORT: 'http' }, 78, 'PORT must be an integer'],
  ])('says in one line of text that it fails for %s', async (_, environment, code, message) => {
    const ended = await failing(environment);
    expect(ended.code).toBe(code);
    const lines = ended.printed.trim().split('\n');
    expect(lines.at(-1)).toMatch(new RegExp(`^[^{]*${message}`));
    expect(lines.filter((line) => line.includes(message))).toHaveLength(1);
    expect(ended.printed).not.toContain('"level":"error"');
    expect(ended.printed).not.toContain('secret');
  });

  const mariadb = process.env.TEST_MARIADB_URL ? it : it.skip;

  mariadb('says of a database that it refuses the password, not that it cannot be reached', async () => {
    const url = new URL(process.env.TEST_MARIADB_URL ?? '');
    url.password = 'wrong-secret';
    url.pathname = '/cauri';
    const { code, printed } = await failing({ DATABASE_URL: url.href });
    expect(code).toBe(1);
    expect(printed).toContain('refuses this user or this password');
    expect(printed).not.toMatch(/not reachable|wrong-secret/);
  });

  it('warns of a variable that is nearly one of ours', async () => {
    const service = await startService({ ...ACCOUNT, DATABASE_URL: 'sqlite::memory:', DJAMO_MAX_AMOUT: '5' });
    expect(service.output()).toMatch(/DJAMO_MAX_AMOUT is not a known variable; did you mean DJAMO_MAX_AMOUNT/);
    for (const path of ['/docs', '/openapi.json']) expect((await fetch(service.url + path)).status).toBe(200);
    await service.end('SIGTERM');
  });

  it('serves no documentation with DOCS=off', async () => {
    const service = await startService({ ...ACCOUNT, DATABASE_URL: 'sqlite::memory:', DOCS: 'off' });
    for (const path of ['/docs', '/openapi.json']) expect((await fetch(service.url + path)).status).toBe(404);
    await service.end('SIGTERM');
  });
});
