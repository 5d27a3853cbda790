import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASES } from './support/databases.js';
import { World } from './support/world.js';

const CAURI = join(__dirname, '../dist/cli/main.js');

describe.each(DATABASES)('cauri pay on $name', (kind) => {
  let world: World;
  let folder: string;

  beforeAll(async () => {
    world = await World.start(kind, { DJAMO_COUNTRY: 'CI' });
    folder = mkdtempSync(join(tmpdir(), 'cauri-pay-'));
  });
  afterAll(async () => {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const pay = (csv: string, ...options: string[]) => {
    const file = join(folder, 'november.csv');
    writeFileSync(file, csv);
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const env = { PATH: process.env.PATH ?? '', ...world.settings };
      execFile(process.execPath, [CAURI, 'pay', file, '--as', 'shop', ...options], { env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  };
  const GOOD = 'amount;currency;msisdn;reference\r\n5000;XOF;07 01 02 00 00;pay-1\r\n5000;XOF;07 01 02 01 00;pay-2\r\n';

  it('pays a file once, however often it is run', async () => {
    for (const _ of [1, 2]) {
      const { code, stdout } = await pay(GOOD, '--json');
      expect([code, JSON.parse(stdout).counts.paid]).toEqual([0, 2]);
    }
    expect(await world.payouts()).toHaveLength(2);
    const results = readFileSync(join(folder, 'november.results.csv'), 'utf8');
    expect(results).toMatch(/pay-1;[0-9a-f-]{36};paid;;\r\n/);
  });

  it('names the rows that are wrong, and stores nothing', async () => {
    const bad = GOOD.replace('5000;XOF;07 01 02 00 00;pay-1', '5 000;XOF;701020000;pay-3');
    const looked = await pay(bad, '--validate');
    expect([looked.code, looked.stdout]).toEqual([3, expect.stringContaining('dropped a leading zero')]);
    const refused = await pay(bad);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/row 1: amount .* such as 5000/)]);
    expect(await world.payouts()).toHaveLength(2);
  });
});
