import type { RunningSandbox } from '../http.js';
import { CREDIT_SCENARIOS, SCENARIOS } from '../scenarios.js';
import {
  JUMIA_CREDITS_SANDBOX_DEFAULTS,
  type JumiaCreditsSandboxOptions,
  startJumiaCreditsSandbox,
} from './jumia-credits-sandbox.js';

const { apiKey, businessArea, creditWalletAccountId } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
const CREDITS = `/b2ccredits/api/v1/single-credits/${creditWalletAccountId}`;
const MINUTE = 60_000;

describe('what becomes of a delivered JumiaPay credit', () => {
  let sandbox: RunningSandbox;
  const start = async (options: JumiaCreditsSandboxOptions = {}) => {
    sandbox = await startJumiaCreditsSandbox({ settleAfterMs: MINUTE, recoverAfterMs: MINUTE, ...options });
  };
  beforeEach(() => start());
  afterEach(() => sandbox.close());

  const call = async (path: string, body?: object) => {
    const response = await fetch(sandbox.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { apikey: apiKey, 'x-business-area': businessArea },
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const advance = (minutes: number) => call('/_sandbox/clock', { advanceMs: minutes * MINUTE });
  const delivered = async (change: object = {}) => {
    const order = { name: 'Bonus', description: 'June', amount: '5000', currency: 'XOF', partner_credit_id: 'c1' };
    const { body } = await call(CREDITS, { ...order, customer_email: 'ada@example.com', ...change });
    await advance(1);
    return `${CREDITS}/${body.uuid}`;
  };
  const push = (change: object) => call('/_sandbox/transactions/c1', change);
  const statusOf = async (path: string) => (await call(path)).body.status.id;
  const ledger = async () => {
    const entries: { kind: string; amount: string; status: string }[] = (await call('/_sandbox/ledger')).body;
    return entries.map(({ kind, amount, status }) => `${kind} ${amount} ${status}`);
  };
  const inAnHour = () => `${new Date(Date.now() + 60 * MINUTE).toISOString().slice(0, 19)}Z`;

  it('cancel-fails@: a cancellation fails at first, and returns later what is unspent then', async () => {
    const path = await delivered({ customer_email: 'cancel-fails@example.com' });
    await push({ used: '1000' });
    expect((await call(`${path}/cancel`, {})).body.status.id).toBe('processing_cancellation');
    await advance(1);
    expect(await statusOf(path)).toBe('cancellation_failed');
    expect((await call(`${path}/cancel`, {})).status).toBe(400);
    await push({ used: '1500' });
    await advance(1);
    expect(await statusOf(path)).toBe('cancelled');
    expect(await ledger()).toEqual([
      'executed 5000 processing_delivery',
      'settled 5000 delivered',
      'spent 1000 delivered',
      'changed 5000 processing_cancellation',
      'changed 5000 cancellation_failed',
      'spent 1500 cancellation_failed',
      'returned 3500 cancelled',
    ]);
  });

  it('expiry-fails@: an expiration fails at first, and returns later what is unspent then', async () => {
    const path = await delivered({ customer_email: 'ada+expiry-fails@example.com', expiration_date: inAnHour() });
    await push({ used: '1000' });
    await advance(59.5);
    expect(await statusOf(path)).toBe('expiration_failed');
    await advance(1);
    expect(await statusOf(path)).toBe('expired');
    expect((await ledger()).slice(3)).toEqual(['changed 5000 expiration_failed', 'returned 4000 expired']);
  });

  it('fails every cancellation and expiration while the settings say so, for good without a recovery', async () => {
    await sandbox.close();
    await start({ cancelFails: true, expiryFails: true, recoverAfterMs: 0 });
    const path = await delivered();
    await call(`${path}/cancel`, {});
    const expiring = await delivered({ partner_credit_id: 'c2', expiration_date: inAnHour() });
    await advance(10_000);
    expect(await statusOf(path)).toBe('cancellation_failed');
    expect(await statusOf(expiring)).toBe('expiration_failed');
  });

  it('fails the cancellation that an ordered fault meets', async () => {
    const path = await delivered();
    await call('/_sandbox/faults', { fault: 'cancel-fails', on: 'cancel' });
    await call(`${path}/cancel`, {});
    await advance(1);
    expect(await statusOf(path)).toBe('cancellation_failed');
  });

  it('goes its own way once it was pushed to another', async () => {
    const path = await delivered();
    await call(`${path}/cancel`, {});
    await push({ status: 'delivered' });
    await advance(10);
    expect(await statusOf(path)).toBe('delivered');
  });

  it('lists its own magic inputs after the common ones', async () => {
    expect((await call('/_sandbox/magic')).body).toEqual([...SCENARIOS, ...CREDIT_SCENARIOS]);
  });

  it('takes on a credit of a stranger, which no request asked for', async () => {
    const { status, body } = await call('/_sandbox/strangers', {
      amount: '700',
      customer_email: 'eve@example.com',
      reference: 'theirs',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ partner_credit_id: 'theirs', amount: { value: 700, currency: 'XOF' } });
    expect((await call(`${CREDITS}/partner-id/theirs`)).body).toEqual(body);
    expect((await call('/_sandbox/requests')).body).toEqual([]);
    expect(await ledger()).toEqual(['executed 700 processing_delivery']);
  });

  it('takes on no stranger that is no credit', async () => {
    const { status, body } = await call('/_sandbox/strangers', { amount: '700' });
    expect(status).toBe(400);
    expect(body.problems).toEqual(['customer_email must be an e-mail address']);
  });
});
