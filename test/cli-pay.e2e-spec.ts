import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cauri } from './support/command.js';
import { DATABASES } from './support/databases.js';
import { World } from './support/world.js';

const HEADER = 'amount;currency;msisdn;reference\r\n';

describe.each(DATABASES)('cauri pay on $name', (kind) => {
  let world: World;
  let folder: string;

  beforeAll(async () => {
    world = await World.start(kind, { DJAMO_COUNTRY: 'CI' }, { djamo: { balance: 400_000, feeBasisPoints: 0 } });
    folder = mkdtempSync(join(tmpdir(), 'cauri-pay-'));
  });
  afterAll(async () => {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const pay = (csv: string, ...options: string[]) => {
    const file = join(folder, 'november.csv');
    writeFileSync(file, csv);
    return cauri(world.settings, 'pay', file, '--as', 'shop', ...options);
  };
  const stored = async () => (await world.payouts()).length;
  const GOOD = `${HEADER}5000;XOF;07 01 02 00 00;pay-1\r\n5000;XOF;07 01 02 01 00;pay-2\r\n`;

  it('tells before the payment what the account lacks', async () => {
    const { code, stdout } = await pay(`${HEADER}400001;XOF;07 01 02 02 00;\r\n`, '--validate');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'djamo needs 400001, 0 are queued or under way already, its balance is 400000: 1 are missing.',
    );
  });

  it('pays a file once, however often it is run, and whatever the options', async () => {
    for (const _ of [1, 2]) {
      const { code, stdout } = await pay(GOOD, '--json');
      expect([code, JSON.parse(stdout).counts.paid]).toEqual([0, 2]);
    }
    const otherwise = await pay(GOOD, '--mode', 'accept_valid', '--confirm-duplicates');
    expect([otherwise.code, otherwise.stderr]).toEqual([1, expect.stringContaining('was paid with other options')]);
    expect(await stored()).toBe(2);
    const results = readFileSync(join(folder, 'november.results.csv'), 'utf8');
    expect(results).toMatch(/pay-1;[0-9a-f-]{36};paid;;\r\n/);
  });

  it('names the rows that are wrong, and stores nothing', async () => {
    const bad = GOOD.replace('5000;XOF;07 01 02 00 00;pay-1', '5 000;XOF;701020000;pay-3');
    const looked = await pay(bad, '--validate');
    expect([looked.code, looked.stdout]).toEqual([3, expect.stringContaining('dropped a leading zero')]);
    const refused = await pay(bad);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/row 1: amount .* such as 5000/)]);
    const worse = await pay(HEADER + '5 000;XOF;07 01 02 00 00;\r\n'.repeat(103));
    expect(worse.stderr).toMatch(/row 100: .*\n +and 3 more, which --validate tells/);
    expect(await stored()).toBe(2);
  });

  it('pays what looks paid already only when it is confirmed', async () => {
    const before = await stored();
    const again = GOOD.replaceAll('pay-', 'again-');
    const refused = await pay(again);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('row 2: has the recipient and the')]);
    expect(await stored()).toBe(before);
    const { code, stdout } = await pay(again, '--confirm-duplicates');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^paid +2$/m)]);
    expect(await stored()).toBe(before + 2);
  });

  it('pays from the account that is named, and shows each row that was not paid, with the reason', async () => {
    const rows = ['5000;XOF;07 01 02 03 00;', '5000;XOF;07 01 02 03 11;', '5 000;XOF;07 01 02 04 00;'];
    const csv = `${HEADER}${rows.join('\r\n')}\r\n`;
    const elsewhere = await pay(csv, '--account', 'jumia-credits', '--mode', 'accept_valid');
    expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringContaining('the account of this row')]);
    const { code, stdout } = await pay(csv, '--account', 'djamo', '--mode', 'accept_valid');
    expect(code).toBe(3);
    const [, listed = ''] = stdout.split(/^row +status +what is wrong$/m);
    expect(listed.split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^2 +failed +SIM_DELIVERY_FAILED$/),
      expect.stringMatching(/^3 +rejected +amount must .* such as 5000$/),
    ]);
  });

  it('says that the time is over, and that the results cannot be written', async () => {
    await world.sandbox('djamo', 'POST', 'settings', { settleAfterMs: 600_000 });
    const csv = `${HEADER}5000;XOF;07 01 02 05 00;\r\n`;
    const late = await pay(csv, '--timeout', '1s');
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('run it again to go on waiting')]);
    rmSync(join(folder, 'november.results.csv'));
    mkdirSync(join(folder, 'november.results.csv'));
    const { code, stderr } = await pay(csv, '--timeout', '1s');
    expect([code, stderr]).toEqual([1, expect.stringContaining('november.results.csv cannot be written')]);
  });
});
