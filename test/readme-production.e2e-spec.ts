import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDjamoSandbox } from '../src/sandbox/djamo/djamo-sandbox.js';
import type { RunningSandbox } from '../src/sandbox/http.js';
import { startJumiaCreditsSandbox } from '../src/sandbox/jumia-credits/jumia-credits-sandbox.js';
import { cauri } from './support/command.js';
import { ONE_DATABASE, type TestDatabase } from './support/databases.js';
import { codeBlocks } from './support/documentation.js';
import { documentedFetch } from './support/openapi.js';
import { type RunningService, startService } from './support/service.js';

describe.each(ONE_DATABASE)('README in production, as printed, on $name', (kind) => {
  let folder: string;
  let database: TestDatabase;
  let sandboxes: RunningSandbox[];
  let environment: Record<string, string>;
  let service: RunningService;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cauri-readme-'));
    const block = codeBlocks('sh', 'Run it in production').find((text) => text.includes('API_KEYS=')) ?? '';
    const printed = Object.fromEntries(
      block
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s)),
    ) as Record<string, string>;
    for (const name of ['DJAMO_ACCESS_TOKEN', 'JUMIA_CREDITS_API_KEY']) {
      expect(printed[name]).toMatch(/^file:\/run\/secrets\//);
      writeFileSync(join(folder, name), `secret-of-${name}\n`);
      printed[name] = `file:${join(folder, name)}`;
    }
    database = await kind.create();
    sandboxes = [
      await startDjamoSandbox({ accessToken: 'secret-of-DJAMO_ACCESS_TOKEN', settleAfterMs: 100 }),
      await startJumiaCreditsSandbox({
        apiKey: 'secret-of-JUMIA_CREDITS_API_KEY',
        businessArea: printed.JUMIA_CREDITS_BUSINESS_AREA ?? '',
        creditWalletAccountId: printed.JUMIA_CREDITS_WALLET_ACCOUNT_ID ?? '',
        currency: printed.JUMIA_CREDITS_CURRENCY ?? '',
        settleAfterMs: 100,
      }),
    ];
    const [djamo, jumia] = sandboxes.map(({ url }) => url);
    environment = {
      ...printed,
      DATABASE_URL: database.url,
      DJAMO_BASE_URL: djamo ?? '',
      JUMIA_CREDITS_BASE_URL: `${jumia}/b2ccredits`,
      WORKER: 'off',
      POLL_PLAN: '200ms',
      ABSENCE_SEARCH: '1s',
      RESEND_QUARANTINE: '0s',
    };
    service = await startService(environment);
  });
  afterAll(async () => {
    await service?.end('SIGTERM');
    for (const sandbox of sandboxes ?? []) await sandbox.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function order(body: object): Promise<string> {
    const [, key = ''] = environment.API_KEYS?.split(':') ?? [];
    const reply = await documentedFetch(`${service.url}/v1/payouts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    });
    return ((await reply.json()) as { id: string }).id;
  }

  it('is paid by the lines of "Run it from cron" alone', async () => {
    const ids = [
      await order({ amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020300' } }),
      await order({ amount: '2500', currency: 'XOF', recipient: { email: 'awa@example.com' }, name: 'Thank you' }),
    ];
    const [crontab = ''] = codeBlocks('', 'Run it from cron');
    const lines = [...crontab.matchAll(/^(?:\S+ +){5}cauri (.*?) *#/gm)].map(([, line = '']) => line.split(' '));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(await cauri(environment, ...line)).toMatchObject({ code: 0 });
    for (const id of ids) {
      const { code, stdout } = await cauri(environment, 'explain', id);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('paid') });
    }
  });

  it('is brought out of a review by the lines of "Operate it"', async () => {
    const id = await order({ amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020341' } });
    expect(await cauri(environment, 'reconcile', '--until-idle')).toMatchObject({ code: 3 });
    const { stdout: books } = await cauri(environment, 'review', 'list', '--json');
    const [payout] = (JSON.parse(books) as { data: { version: number }[] }).data;
    const [block = ''] = codeBlocks('sh', 'Operate it');
    const ended: [string, number][] = [];
    for (const line of block.trim().split('\n')) {
      const [words = ''] = line.replace('<id>', id).replace('<version>', String(payout?.version)).split(/ +#/);
      const [, command = '', ...rest] = words.match(/"[^"]*"|\S+/g)?.slice(1) ?? [];
      const { code } = await cauri(environment, ...[command, ...rest].map((word) => word.replaceAll('"', '')));
      ended.push([command, Number(code)]);
    }
    expect(ended).toEqual([
      ['doctor', 0],
      ['accounts', 0],
      ['review', 0],
      ['explain', 0],
      ['review', 0],
    ]);
    const { stdout: after } = await cauri(environment, 'review', 'list', '--json');
    expect(JSON.parse(after)).toMatchObject({ data: [] });
  });
});
