import type { ServerResponse } from 'node:http';
import { type HttpServer, listen } from '../../test/support/http-server.js';
import type { CallbackTry } from './callbacks.js';
import type { RunningSandbox } from './http.js';
import { JUMIA_CREDITS_SANDBOX_DEFAULTS, startJumiaCreditsSandbox } from './jumia-credits/jumia-credits-sandbox.js';

const { apiKey, businessArea, creditWalletAccountId } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
const CREDITS = `/b2ccredits/api/v1/single-credits/${creditWalletAccountId}`;
const ok = (response: ServerResponse) => response.end();

describe('callback faults', () => {
  let sandbox: RunningSandbox;
  let receiver: HttpServer;
  let answer: (response: ServerResponse) => void;

  beforeEach(async () => {
    answer = ok;
    receiver = await listen((response) => answer(response));
    sandbox = await startJumiaCreditsSandbox({ settleAfterMs: 60_000 });
  });
  afterEach(() => Promise.all([sandbox.close(), receiver.close()]));

  const call = async (path: string, body?: object) => {
    const response = await fetch(sandbox.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { apikey: apiKey, 'x-business-area': businessArea },
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const control = async (what: string, body?: object) => (await call(`/_sandbox/${what}`, body)).body;
  const post = (change: object = {}) =>
    call(CREDITS, {
      name: 'Bonus',
      description: 'June',
      amount: '5000',
      currency: 'XOF',
      customer_email: 'ada@example.com',
      callback_url: `${receiver.url}/callback?c=secret`,
      ...change,
    });
  const postMany = async (count: number) => {
    for (let n = 0; n < count; n += 1) await post({ partner_credit_id: `c${n}` });
  };
  const advance = (advanceMs: number) => control('clock', { advanceMs });
  const tries = async (complete: (tries: CallbackTry[]) => boolean) => {
    for (;;) {
      const found: CallbackTry[] = await control('callbacks');
      if (complete(found) && found.every(({ status }) => status !== null)) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const credits = (found: CallbackTry[]) =>
    found.map(({ body }) => (body as { credit: { partner_credit_id: string } }).credit.partner_credit_id);
  const whole = (count: number) => (found: CallbackTry[]) => found.length >= count;

  it('does not let the reply wait for a callback', async () => {
    answer = () => undefined;
    await control('settings', { settleAfterMs: 0 });
    expect((await post()).status).toBe(201);
  });

  it('sends nothing in the mode off, and everything again in the mode normal', async () => {
    expect(await control('callbacks', { mode: 'off' })).toMatchObject({ callbackLost: 1 });
    await postMany(3);
    await advance(60_000);
    const lost = await tries(whole(3));
    expect(lost.map(({ status, tries }) => [status, tries])).toEqual(Array(3).fill(['lost', 0]));
    await control('callbacks', { mode: 'normal' });
    await post();
    await advance(60_000);
    expect((await tries(whole(4)))[3]).toMatchObject({ status: 200, tries: 1 });
    expect(receiver.arrived).toHaveLength(1);
  });

  it('loses a share of the callbacks, the same ones for the same seed', async () => {
    const lostWith = async (seed: number) => {
      await control('reset', {});
      await control('settings', { seed, settleAfterMs: 60_000 });
      await control('callbacks', { mode: 'lost', share: 0.5 });
      await postMany(20);
      await advance(60_000);
      return credits((await tries(whole(20))).filter(({ status }) => status === 'lost'));
    };
    const lost = await lostWith(7);
    expect(lost.length).toBeGreaterThan(3);
    expect(lost.length).toBeLessThan(17);
    expect(await lostWith(7)).toEqual(lost);
    expect(await lostWith(8)).not.toEqual(lost);
  });

  it('sends each callback twice in the mode doubled', async () => {
    await control('callbacks', { mode: 'doubled' });
    await post();
    await advance(60_000);
    expect((await tries(whole(2))).map(({ callback, tries }) => [callback, tries])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(receiver.arrived[0]?.body).toBe(receiver.arrived[1]?.body);
  });

  it('shuffles callbacks in the mode outOfOrder', async () => {
    await control('callbacks', { mode: 'outOfOrder', delayMs: 10_000 });
    await post({ partner_credit_id: 'c1' });
    await advance(60_000);
    for (const used of ['1', '2', '3', '4', '5', '6']) await control('transactions/c1', { used });
    await advance(10_000);
    const order = (await tries(whole(7))).map(({ callback }) => callback);
    expect([...order].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(order).not.toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('waits in the mode late, in sandbox time', async () => {
    await control('callbacks', { mode: 'late', delayMs: 600_000 });
    await post({ partner_credit_id: 'c1' });
    await advance(60_000);
    expect((await call(`${CREDITS}/partner-id/c1`)).body.status.id).toBe('delivered');
    expect(await control('callbacks')).toEqual([]);
    await advance(600_000);
    expect((await tries(whole(1)))[0]).toMatchObject({ status: 200, tries: 1 });
  });

  it('calls before it replies in the mode beforeReply, and a GET then shows what it tells', async () => {
    const shown: string[] = [];
    answer = async (response) => {
      shown.push((await call(`${CREDITS}/partner-id/c1`)).body.status.id);
      response.end();
    };
    await control('callbacks', { mode: 'beforeReply' });
    const { status, body } = await post({ partner_credit_id: 'c1' });
    expect(shown).toEqual(['delivered']);
    expect(status).toBe(201);
    expect(body.status.id).toBe('processing_delivery');
  });

  it('calls before it cuts the reply that is lost', async () => {
    await control('callbacks', { mode: 'beforeReply' });
    await expect(post({ customer_email: 'lost-reply@example.com' })).rejects.toThrow('fetch failed');
    expect(receiver.arrived).toHaveLength(1);
  });

  it('tells once what only comes to be later in the mode beforeState', async () => {
    await control('callbacks', { mode: 'beforeState' });
    await post({ partner_credit_id: 'c1' });
    expect((await tries(whole(1)))[0]?.body).toMatchObject({ new_status: 'delivered' });
    expect((await call(`${CREDITS}/partner-id/c1`)).body.status.id).toBe('processing_delivery');
    await advance(60_000);
    expect((await call(`${CREDITS}/partner-id/c1`)).body.status.id).toBe('delivered');
    expect(await control('callbacks')).toHaveLength(1);
  });

  it.each([
    ['callback-lost', 0],
    ['callback-doubled', 2],
    ['callback-before-reply', 1],
    ['callback-before-state', 1],
  ])('obeys the magic input %s for this transaction alone', async (word, count) => {
    await post({ customer_email: `ada+${word}@example.com`, partner_credit_id: 'magic' });
    await post({ partner_credit_id: 'plain' });
    await advance(60_000);
    const found = credits((await tries(whole(Math.max(count, 1) + 1))).filter(({ status }) => status === 200));
    expect(found.filter((id) => id === 'magic')).toHaveLength(count);
    expect(found.filter((id) => id === 'plain')).toHaveLength(1);
  });

  it('obeys an ordered fault for the next transaction', async () => {
    await control('faults', { fault: 'callback-lost', on: 'create' });
    await postMany(2);
    await advance(60_000);
    expect((await tries(whole(2))).map(({ status }) => status)).toEqual(['lost', 200]);
  });

  it.each([{ mode: 'never' }, {}, { mode: 'lost', share: 1.1 }, { mode: 'late', delayMs: -1 }])(
    'refuses the mode %j and says why',
    async (mode) => {
      const { status, body } = await call('/_sandbox/callbacks', mode);
      expect(status).toBe(400);
      expect(body.problems).toEqual([expect.any(String)]);
    },
  );

  it('tells nobody of what a reset has forgotten, nor of anything once it is closed', async () => {
    for (const end of [() => control('reset', {}), () => sandbox.close()]) {
      await control('settings', { settleAfterMs: 50 });
      await post();
      await end();
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(receiver.arrived).toEqual([]);
  });
});
