import { makeCapability } from '../common/signatures.js';
import { JumiaCreditsCallbacks } from './jumia-credits.callbacks.js';

const ID = '019a9f3e-0000-7000-8000-000000000001';
const KEY = { kid: 'k1', secret: 'a-secret-of-this-year' };
const BODY = JSON.stringify({
  type: 'CREDIT_STATUS_CHANGE',
  new_status: 'delivered',
  credit: { partner_credit_id: ID, status: { id: 'delivered' } },
});

describe('a credible body', () => {
  it.each([
    ['no capability', undefined],
    ['an empty one', ''],
    ['the id of the payout alone', ID],
    ['one that nobody of us signed', makeCapability({ ...KEY, secret: 'another' }, 'jumia-credits', ID)],
  ])('is refused with %s', (_, c) => {
    const callback = { account: null, headers: {}, query: { c }, rawBody: Buffer.from(BODY) };
    expect(new JumiaCreditsCallbacks().authenticate(callback, [KEY])).toEqual({ kind: 'refused' });
  });
});
