import { type HttpServer, listen } from '../../../test/support/http-server.js';
import type { RunningSandbox } from '../http.js';
import { JUMIA_CREDITS_SANDBOX_DEFAULTS, startJumiaCreditsSandbox } from './jumia-credits-sandbox.js';

const { apiKey, businessArea, creditWalletAccountId } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
const CREDITS = `/b2ccredits/api/v1/single-credits/${creditWalletAccountId}`;
const ORDER = {
  name: 'Credit 123',
  description: 'Example description',
  amount: '10',
  currency: 'NGN',
  customer_email: 'ada@example.com',
  partner_credit_id: 'HCgfE',
};
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

describe('callbacks of the JumiaPay Credits sandbox', () => {
  let sandbox: RunningSandbox;
  let receiver: HttpServer;

  beforeEach(async () => {
    receiver = await listen((response) => response.end());
    sandbox = await startJumiaCreditsSandbox({ currency: 'NGN', settleAfterMs: 60_000, recoverAfterMs: 60_000 });
  });
  afterEach(() => Promise.all([sandbox.close(), receiver.close()]));

  const call = async (path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { apikey: apiKey, 'x-business-area': businessArea },
      body: body ? JSON.stringify(body) : null,
    });
    return JSON.parse(await response.text());
  };
  const post = (change: object = {}): Promise<{ uuid: string }> =>
    call(CREDITS, { ...ORDER, callback_url: `${receiver.url}/callback?c=secret`, ...change });
  const push = (change: object) => call('/_sandbox/transactions/HCgfE', change);
  const minute = () => call('/_sandbox/clock', { advanceMs: 60_000 });
  const received = async (count: number) => {
    while (receiver.arrived.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    return receiver.arrived.map(({ body }) => JSON.parse(body));
  };
  const statuses = async (count: number) =>
    (await received(count)).map(({ old_status, new_status }) => [old_status, new_status]);
  const inAnHour = () => `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}Z`;

  it('tells a change of status in the very body of the document', async () => {
    const { uuid } = await post();
    await push({ used: '5' });
    await minute();
    const datetime = (await received(2))[1].datetime;
    expect(datetime).toMatch(DATETIME);
    const money = { currency: 'NGN', symbol: 'NGN' };
    const sample = {
      type: 'CREDIT_STATUS_CHANGE',
      datetime,
      old_status: 'processing_delivery',
      new_status: 'delivered',
      status: null,
      credit: {
        uuid,
        partner_credit_id: 'HCgfE',
        name: 'Credit 123',
        description: 'Example description',
        source_wallet_account_id: 'AAE2wHesP7tcrYrrLccZss_XJq8FEucQsj-k_I4o2PDvwR7X2',
        amount: { value: 10, ...money, formatted_value: 'NGN 10' },
        usage: { value: 5, ...money, formatted_value: 'NGN 5' },
        old_usage: null,
        new_usage: null,
        customer_email: 'ada@example.com',
        status: { id: 'delivered', label: 'Delivered' },
        expiration_date: null,
        error_message: null,
      },
    };
    expect(receiver.arrived[1]?.body).toBe(JSON.stringify(sample));
  });

  it('tells a change of usage in the very body of the document, with its misplaced and its wrong fields', async () => {
    const { uuid } = await post();
    await minute();
    await push({ used: '10' });
    await push({ used: '0' });
    const datetime = (await received(3))[2].datetime;
    expect(datetime).toMatch(DATETIME);
    const money = { currency: 'NGN', symbol: 'NGN' };
    const sample = {
      type: 'CREDIT_USAGE_UPDATE',
      datetime,
      status: 'delivered',
      old_status: null,
      new_status: null,
      credit: {
        uuid,
        partner_credit_id: 'HCgfE',
        name: 'Credit 123',
        description: 'Example description',
        source_wallet_account_id: 'AAE2wHesP7tcrYrrLccZss_XJq8FEucQsj-k_I4o2PDvwR7X2',
        amount: { value: 10, ...money },
        formatted_value: 'NGN 10',
        usage: null,
        old_usage: { value: 10, ...money, formatted_value: 'NGN 0' },
        new_usage: { value: 0, ...money, formatted_value: 'NGN 0' },
        customer_email: 'ada@example.com',
        status: { id: 'delivered', label: 'Delivered' },
        expiration_date: null,
        error_message: null,
      },
    };
    expect(receiver.arrived[2]?.body).toBe(JSON.stringify(sample));
  });

  it('posts JSON to the very callback_url, query included', async () => {
    await post();
    await minute();
    await received(1);
    expect(receiver.arrived).toMatchObject([
      { method: 'POST', url: '/callback?c=secret', headers: { 'content-type': 'application/json' } },
    ]);
  });

  it('comes without anybody asking', async () => {
    await call('/_sandbox/settings', { settleAfterMs: 10 });
    await post();
    expect(await statuses(1)).toEqual([['processing_delivery', 'delivered']]);
  });

  it('says why a credit failed', async () => {
    await post({ customer_email: 'ada+late-failure@example.com' });
    await minute();
    const [{ new_status, credit }] = await received(1);
    expect(new_status).toBe('failed');
    expect(credit).toMatchObject({
      status: { id: 'failed', label: 'Failed' },
      error_message: 'SIM_DELIVERY_FAILED',
    });
  });

  it('tells the end of a cancellation, and nothing of its beginning', async () => {
    const { uuid } = await post();
    await minute();
    await call(`${CREDITS}/${uuid}/cancel`, {});
    await minute();
    expect(await statuses(2)).toEqual([
      ['processing_delivery', 'delivered'],
      ['processing_cancellation', 'cancelled'],
    ]);
  });

  it('tells that a cancellation failed, and that it went through after all', async () => {
    const { uuid } = await post({ customer_email: 'ada+cancel-fails@example.com' });
    await minute();
    await call(`${CREDITS}/${uuid}/cancel`, {});
    await minute();
    await minute();
    expect((await statuses(3)).slice(1)).toEqual([
      ['processing_cancellation', 'cancellation_failed'],
      ['cancellation_failed', 'cancelled'],
    ]);
  });

  it('tells that an expiration failed, and that it went through after all', async () => {
    await post({ customer_email: 'ada+expiry-fails@example.com', expiration_date: inAnHour() });
    await call('/_sandbox/clock', { advanceMs: 4_000_000 });
    expect((await statuses(3)).slice(1)).toEqual([
      ['delivered', 'expiration_failed'],
      ['expiration_failed', 'expired'],
    ]);
  });

  it('tells nothing of a status that is not in its list, nor of a usage that is the same', async () => {
    await post();
    await minute();
    await push({ status: 'processing_expiration' });
    await push({ used: '0' });
    await push({ status: 'expired' });
    expect(await statuses(2)).toEqual([
      ['processing_delivery', 'delivered'],
      ['processing_expiration', 'expired'],
    ]);
  });

  it('tells nobody of a credit without callback_url', async () => {
    await post({ callback_url: undefined });
    await minute();
    expect(await call('/_sandbox/callbacks')).toEqual([]);
  });

  it('never tells what a GET does not show yet', async () => {
    const shown: string[] = [];
    await receiver.close();
    receiver = await listen((response, { url }) => {
      void call(`${CREDITS}/partner-id/${url?.split('=')[1]}`).then((credit) => {
        shown.push(credit.status.id);
        response.end();
      });
    });
    await call('/_sandbox/settings', { settleAfterMs: 0 });
    const ids = Array.from({ length: 20 }, (_, n) => `c${n}`);
    await Promise.all(ids.map((id) => post({ partner_credit_id: id, callback_url: `${receiver.url}/?c=${id}` })));
    await received(20);
    while (shown.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(new Set(shown)).toEqual(new Set(['delivered']));
  });
});
