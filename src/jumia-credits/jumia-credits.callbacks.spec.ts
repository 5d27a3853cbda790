import { makeCapability } from '../common/signatures.js';
import { JumiaCreditsCallbacks } from './jumia-credits.callbacks.js';

const ID = '019a9f3e-0000-7000-8000-000000000001';
const OTHER = '019a9f3e-0000-7000-8000-000000000002';
const KEYS = [
  { kid: 'k2', secret: 'a-secret-of-this-year' },
  { kid: 'k1', secret: 'a-secret-of-last-year' },
] as const;

const token = makeCapability(KEYS[1], 'jumia-credits', ID);
const accepted = { kind: 'accepted', payoutId: ID, failureReason: null };

function authenticate(c: unknown, body = '{}', keys: Parameters<JumiaCreditsCallbacks['authenticate']>[1] = KEYS) {
  const callback = { account: null, headers: {}, query: { c }, rawBody: Buffer.from(body) };
  return new JumiaCreditsCallbacks().authenticate(callback, keys);
}
const about = (credit: object) => JSON.stringify({ type: 'CREDIT_STATUS_CHANGE', new_status: 'failed', credit });

describe('JumiaCreditsCallbacks', () => {
  it.each([
    'no json',
    '',
    '[]',
    '{}',
    '{"credit":null}',
    about({}),
    about({ partner_credit_id: null }),
    about({ partner_credit_id: ID }),
  ])('accepts the capability with the body %s', (body) => {
    expect(authenticate(token, body)).toEqual(accepted);
  });

  it('passes on why a credit failed, in one safe line', () => {
    const verdict = authenticate(
      token,
      about({ partner_credit_id: ID, error_message: `no\nfunds ${'x'.repeat(300)}` }),
    );
    const reason = verdict.kind === 'accepted' ? verdict.failureReason : null;
    expect(reason).toMatch(/^no funds x+$/);
    expect(reason).toHaveLength(200);
  });

  it('takes a body that is no JSON, because the content type is not documented', () => {
    expect(authenticate(token, 'transactionEvents=%5B%5D')).toEqual(accepted);
  });

  it.each([about({ partner_credit_id: OTHER }), about({ partner_credit_id: '' }), about({ partner_credit_id: 7 })])(
    'refuses the capability with the body %s about another payout',
    (body) => {
      expect(authenticate(token, body)).toEqual({ kind: 'refused' });
    },
  );

  it.each([
    ['no capability', undefined],
    ['two capabilities', [token, token]],
    ['one of another payout', token.replace(ID, OTHER)],
    ['one of another provider', makeCapability(KEYS[0], 'djamo', ID)],
    ['one of an unknown key', makeCapability({ ...KEYS[0], kid: 'k3' }, 'jumia-credits', ID)],
    ['one of another secret', makeCapability({ ...KEYS[0], secret: 'another' }, 'jumia-credits', ID)],
  ])('refuses %s', (_, c) => {
    expect(authenticate(c)).toEqual({ kind: 'refused' });
  });

  it.each([
    ['an empty one', ''],
    ['one in an object', { 0: token }],
    ['one without its payout', token.replace(`${ID}.`, '')],
    ['one under the kid of another key', token.replace(/^k1/, 'k2')],
    ['one with a mac cut short', token.slice(0, -1)],
    ['one in another spelling', `${token}=`],
  ])('refuses %s', (_, c) => {
    expect(authenticate(c)).toEqual({ kind: 'refused' });
  });

  it('refuses a capability of a key that was retired, and takes it until then', () => {
    expect(authenticate(token, '{}', KEYS)).toEqual(accepted);
    expect(authenticate(token, '{}', [KEYS[0]])).toEqual({ kind: 'refused' });
  });

  it('refuses everything without keys', () => {
    expect(authenticate(token, '{}', [])).toEqual({ kind: 'refused' });
  });

  it('tells what a callback said, and nothing personal', () => {
    const words = (body: unknown) => new JumiaCreditsCallbacks().wordsOf(Buffer.from(JSON.stringify(body)));
    const credit = {
      customer_email: 'ada@example.com',
      old_usage: { value: 10, currency: 'NGN' },
      new_usage: { value: 33.300000000000004, currency: 'NGN' },
    };
    expect(words({ type: 'CREDIT_USAGE_UPDATE', old_status: null, status: 'delivered', credit })).toEqual({
      type: 'CREDIT_USAGE_UPDATE',
      oldStatus: null,
      newStatus: null,
      oldUsage: '10',
      newUsage: '33.300000000000004',
    });
    expect(words({ type: 'x', old_status: 'processing_delivery', new_status: 'delivered' })).toMatchObject({
      oldStatus: 'processing_delivery',
      newStatus: 'delivered',
      oldUsage: null,
    });
    expect(words('nonsense')).toMatchObject({ type: null, newStatus: null });
  });
});
