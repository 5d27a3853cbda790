import { BadKeys } from '../../payouts/access/bad-keys.js';
import type { PayoutsApiOptions, Principal } from '../../payouts/payouts.options.js';
import type { ConsoleRequest } from '../request.js';
import { Sealing } from './sealing.js';
import { Sessions } from './sessions.js';

const HOURS_MS = 3_600_000;
const KEY = 'ck_the_key_of_awa';
const AWA: Principal = { consumer: 'awa', scopes: ['payouts:read'] };

describe('a session', () => {
  let now: number;
  let valid: boolean;
  let sessions: Sessions;
  beforeEach(() => {
    now = Date.UTC(2026, 10, 27, 17, 55);
    valid = true;
    const principalOf = async ({ headers }: Parameters<PayoutsApiOptions['authenticate']>[0]) =>
      valid && headers.authorization === `Bearer ${KEY}` ? AWA : null;
    const parts = {
      sealing: new Sealing(['a secret that all instances share']),
      badKeys: new BadKeys(),
      clock: { now: () => now },
    };
    sessions = new Sessions({ ...parts, authentication: { principalOf } });
  });

  const request = (cookie?: string): ConsoleRequest => ({
    method: 'GET',
    url: '/console',
    headers: { host: 'payouts.example', ...(cookie === undefined ? {} : { cookie: cookie.split(';')[0] }) },
  });
  const readerOf = async (cookie: string) => (await sessions.enter(request(cookie))).principal;

  it('ends after eight hours, to the millisecond', async () => {
    const cookie = await sessions.signIn(request(), KEY);
    expect(cookie).toMatch(/; Max-Age=28800; HttpOnly; SameSite=Strict; Secure$/);
    now += 8 * HOURS_MS - 1;
    expect(await readerOf(cookie)).toEqual(AWA);
    now += 1;
    expect(await readerOf(cookie)).toBeNull();
  });

  it('takes no form any more when it has ended', async () => {
    const cookie = await sessions.signIn(request(), KEY);
    const page = request(cookie);
    await sessions.enter(page);
    const token = sessions.formToken(page);
    expect(() => sessions.requireOwnForm(page, token)).not.toThrow();
    now += 8 * HOURS_MS;
    const late = request(cookie);
    await sessions.enter(late);
    expect(() => sessions.requireOwnForm(late, token)).toThrow('Open the page again');
  });

  it('ends with its key', async () => {
    const cookie = await sessions.signIn(request(), KEY);
    valid = false;
    expect(await readerOf(cookie)).toBeNull();
  });
});
