import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromiumBinary, startChromium } from './support/chromium.js';
import { ConsoleBrowser } from './support/console-browser.js';
import { ONE_DATABASE } from './support/databases.js';
import { WebhookReceiver } from './support/webhook-receiver.js';
import { KEY, toEmail, toPhone, World } from './support/world.js';

const CHIEF_KEY = 'test-key-of-the-chief';
const API_KEYS = `shop:${KEY}:*,chief:${CHIEF_KEY}:payouts:approve`;
const HEAD = 'amount,currency,email,name,reference';
/** A folder: every page is then kept there as a picture, for who wants to look at them. */
const PICTURES = process.env.CONSOLE_PICTURES;
const EVERYWHERE = { widths: [1_280, 360], schemes: ['light', 'dark'] as const };
const ON_A_PHONE = { widths: [360], schemes: ['light'] as const };

// The global setup says loudly that a browser is missing.
const whereBrowserIs = chromiumBinary() === null ? describe.skip : describe;

whereBrowserIs.each(ONE_DATABASE)('the console in a browser, on $name', (kind) => {
  let world: World;
  let receiver: WebhookReceiver;
  let browser: Browser;
  let shown: readonly (readonly [string, string])[];

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    world = await World.start(kind, {
      API_KEYS,
      JUMIA_CREDITS_APPROVERS: '1',
      WEBHOOK_ALLOWED_HOSTS: new URL(receiver.url).host,
    });
    browser = await startChromium();
    shown = await places(world, receiver);
  });
  afterAll(async () => {
    await browser?.close();
    await world.stop();
    await receiver.stop();
  });

  const visit = (options = {}) => ConsoleBrowser.open(browser, world.service.url, options);

  it.each<[string, boolean]>([
    ['events', true],
    ['asking again where events do not pass', false],
  ])('pays a file that was corrected and approved, and is seen to be paid by %s', async (_, eventsPass) => {
    const clerk = await visit();
    if (!eventsPass) await clerk.context.route('**/progress', (route) => route.fulfill({ status: 503 }));
    const { page } = clerk;
    await clerk.signIn(KEY);
    await clerk.upload(HEAD, '150,XOF,awa@example.com,Bonus,', '16 0,XOF,abou@example.com,Bonus,', '170,XOF,no,Bonus,');
    await page.getByText('1 of 3 rows are right.').waitFor();
    expect(await page.getByRole('button', { name: /^Order/ }).count()).toBe(0);
    await page.getByRole('group', { name: 'Row 2' }).getByLabel('amount').fill('160');
    await page.getByRole('group', { name: 'Row 3' }).getByLabel('email').fill('ada@example.com');
    await page.getByRole('button', { name: 'Check again' }).click();
    const confirm = page.getByLabel('I have looked at them');
    if (!eventsPass) await confirm.check();
    await page.getByRole('button', { name: 'Order the payouts (3)' }).click();
    await page.getByText('Finished payouts: 0 of 3').waitFor();

    const chief = await visit();
    await chief.signIn(CHIEF_KEY);
    await chief.page.goto(page.url());
    await chief.page.keyboard.press('a');
    await chief.page.keyboard.press('Enter');
    await page.getByText('All payouts are finished: 3').waitFor();
    await page.getByText('Nothing needs to be done').waitFor();
    expect(await page.locator('[data-live]').count()).toBe(0);
    // A refused stream is told by the browser itself.
    const refused = eventsPass ? [] : [expect.stringContaining('503')];
    expect([clerk.complaints, chief.complaints]).toEqual([refused, []]);
    await Promise.all([clerk.context.close(), chief.context.close()]);
  });

  it('does all of it without JavaScript', async () => {
    const clerk = await visit({ javaScriptEnabled: false });
    const { page } = clerk;
    await clerk.signIn(KEY);
    await clerk.upload(HEAD, '25 0,XOF,awa@example.com,Bonus,');
    await page.getByLabel('amount').fill('250');
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('button', { name: 'Order the payouts (1)' }).click();
    await page.getByText('Finished payouts: 0 of 1').waitFor();
    const chief = await visit({ javaScriptEnabled: false });
    await chief.signIn(CHIEF_KEY);
    await chief.page.goto(page.url());
    await chief.page.getByRole('button', { name: 'Approve the payouts (1)' }).click();
    await page.getByText('All payouts are finished: 1').waitFor();
    await Promise.all([clerk.context.close(), chief.context.close()]);
  });

  it('resolves a review, pauses and resumes an account, all by the keyboard', async () => {
    const { id } = (await world.create(toPhone('41', '7700'))).body;
    expect((await world.settled(id)).review).not.toBeNull();
    const visitor = await visit();
    const { page } = visitor;
    await visitor.signIn(KEY);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.locator('#search:focus').waitFor();
    await page.keyboard.type(id);
    expect(await page.locator('#search').inputValue()).toBe(id);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/console/payouts/${id}`);
    await visitor.go('reviews');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/console/payouts/${id}`);
    await page.getByLabel('It was paid').check();
    await page.getByLabel('Why: what you know').fill('Djamo support: it arrived');
    await page.getByRole('button', { name: /^Decide about version/ }).press('Enter');
    await page.getByText('a person decided').waitFor();
    expect((await world.payout(id)).status).toBe('paid');

    await visitor.go('accounts');
    const djamo = page.getByRole('region', { name: 'djamo' });
    await djamo.getByLabel('Reason').fill('The wallet is empty');
    await page.keyboard.press('Enter');
    await page.getByText('On hold: The wallet is empty').waitFor();
    await djamo.getByRole('button', { name: 'Resume' }).press('Enter');
    await page.getByText('On hold').waitFor({ state: 'detached' });
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  // Colours are the same in both languages, and long words need room on a phone.
  it.each([
    { name: 'en', locale: 'en-GB', ...EVERYWHERE },
    { name: 'fr', locale: 'fr-CI', ...(PICTURES === undefined ? ON_A_PHONE : EVERYWHERE) },
  ])(
    'has no fault that axe can find, in $name, $widths px wide, $schemes',
    async ({ name, locale, widths, schemes }) => {
      const visitor = await visit({ locale });
      const { page } = visitor;
      const faults: Record<string, string[]> = {};
      const keep = (what: string, found: string[]) => {
        if (found.length > 0) faults[what] = found;
      };
      const looks = widths.flatMap((width) => schemes.map((colorScheme) => ({ width, colorScheme })));
      async function look(what: string): Promise<void> {
        keep(`${what} in English`, name === 'fr' ? await visitor.english() : []);
        for (const { width, colorScheme } of looks) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme });
          const found = await visitor.faults(colorScheme);
          keep(`${what} ${width} ${colorScheme}`, found);
          await picture(page, `${name}-${what}-${width}-${colorScheme}`);
        }
      }

      await visitor.go('sign-in');
      await look('sign-in');
      await visitor.signIn(KEY);
      for (const [what, place] of shown) {
        await visitor.go(place);
        await look(what);
      }
      await visitor.go('batches/new');
      const lines = [HEAD, '25 0,XOF,awa@example.com,Bonus,', ...twice('310,XOF,bo@example.com,Bonus,')];
      const file = { name: 'wages.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
      await page.locator('#file').setInputFiles(file);
      await page.locator('form[action$="/check"] button').click();
      await page.locator('[aria-invalid]').waitFor();
      await look('report');
      await page.keyboard.press('?');
      await look('help');
      expect(faults).toEqual({});
      await visitor.context.close();
    },
  );
});

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

const twice = (line: string) => [line, line];

/** Every page that has an address, with something on it. */
async function places(world: World, receiver: WebhookReceiver): Promise<(readonly [string, string])[]> {
  const paid = (await world.create(toPhone('00', '7100'))).body.id;
  const review = (await world.create(toPhone('41', '7200'))).body.id;
  await world.create(toEmail('to-approve', '150'));
  const endpoint = await world.call<{ id: string; secret: string }>('POST', '/v1/webhook-endpoints', {
    url: receiver.url,
  });
  receiver.secret = endpoint.body.secret;
  await world.call('POST', `/v1/webhook-endpoints/${endpoint.body.id}/test`);
  const rows = [{ ...toEmail('row', '151') }, { ...toEmail('row-2', 'x') }];
  const batch = await world.call<{ id: string }>(
    'POST',
    '/v1/batches',
    { mode: 'accept_valid', confirmDuplicates: true, payouts: rows },
    { 'idempotency-key': crypto.randomUUID() },
  );
  await Promise.all([world.settled(paid), world.settled(review)]);
  await world.sandbox('djamo', 'POST', `transactions/${paid}`, { status: 'failed' });
  const run = await world.call<{ id: string }>('POST', '/v1/reconciliation-runs', { kind: 'statement' });
  return [
    ['overview', ''],
    ['payouts', 'payouts?provider=djamo'],
    ['payout', `payouts/${paid}`],
    ['payout-in-review', `payouts/${review}`],
    ['batches', 'batches'],
    ['batch', `batches/${batch.body.id}`],
    ['upload', 'batches/new'],
    ['reviews', 'reviews'],
    ['approvals', 'approvals'],
    ['accounts', 'accounts'],
    ['webhooks', 'webhooks'],
    ['webhook', `webhooks/${endpoint.body.id}`],
    ['reconciliation', 'reconciliation'],
    ['run', `reconciliation/${run.body.id}`],
    ['discrepancies', 'reconciliation/discrepancies'],
    ['keys', 'keys'],
    ['nothing', 'payouts/nothing'],
  ];
}
