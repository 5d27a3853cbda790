import { isSignedBy, makeCapability, readCapability } from './signatures.js';

const BODY = Buffer.from(
  '{"topic":"transactions/completed","data":{"id":"txn_1","reference":"R1","status":"completed","description":"Prime d’été"}}',
);
const BASE64 = 'ZPQ5bj2UOXemz8oqTN+gpTsagpQ8a2fSMIw+L8A1wys=';
const HEX = '64f4396e3d943977a6cfca2a4cdfa0a53b1a82943c6b67d2308c3e2fc035c32b';

describe('isSignedBy', () => {
  it('knows a signature by any of the secrets', () => {
    expect(isSignedBy(['sk_test_djamo'], BODY, BASE64)).toBe(true);
    expect(isSignedBy(['sk_next', 'sk_test_djamo'], BODY, BASE64)).toBe(true);
  });

  it('knows hex where the provider documents hex, and then no base64', () => {
    expect(isSignedBy(['sk_test_djamo'], BODY, HEX, 'hex')).toBe(true);
    for (const signature of [BASE64, HEX.toUpperCase(), `${HEX.slice(0, -1)}0`, `sha256=${HEX}`, HEX.slice(2)]) {
      expect(isSignedBy(['sk_test_djamo'], BODY, signature, 'hex')).toBe(false);
    }
  });

  it.each([
    ['another secret', ['sk_other'], BODY, BASE64],
    ['no secret', [], BODY, BASE64],
    ['another body', ['sk_test_djamo'], Buffer.from('{}'), BASE64],
    ['hex', ['sk_test_djamo'], BODY, HEX],
    ['a missing signature', ['sk_test_djamo'], BODY, undefined],
    ['an empty signature', ['sk_test_djamo'], BODY, ''],
    ['several signatures', ['sk_test_djamo'], BODY, [BASE64]],
    ['no padding', ['sk_test_djamo'], BODY, BASE64.slice(0, -1)],
    ['a prefix', ['sk_test_djamo'], BODY, `sha256=${BASE64}`],
    ['white space', ['sk_test_djamo'], BODY, ` ${BASE64}`],
    ['a line break', ['sk_test_djamo'], BODY, `${BASE64}\n`],
    // The last character before the padding has two spare bits: t decodes to the same bytes.
    ['another spelling of the same bytes', ['sk_test_djamo'], BODY, BASE64.replace('s=', 't=')],
  ])('refuses %s', (_, secrets, body, signature) => {
    expect(isSignedBy(secrets, body, signature)).toBe(false);
  });
});

describe('capabilities', () => {
  const old = { kid: 'k1', secret: 'a-secret-of-last-year' };
  const current = { kid: 'k2', secret: 'a-secret-of-this-year' };
  const id = '019a9f3e-0000-7000-8000-000000000001';

  it('are <kid>.<payout id>.<mac>, the same for ever', () => {
    const token = makeCapability(current, 'jumia-credits', id);
    expect(token).toMatch(/^k2\.019a9f3e-0000-7000-8000-000000000001\.[A-Za-z0-9_-]{43}$/);
    expect(makeCapability(current, 'jumia-credits', id)).toBe(token);
  });

  it('are read with any of the keys', () => {
    expect(readCapability([current, old], 'jumia-credits', makeCapability(old, 'jumia-credits', id))).toBe(id);
  });

  it('are of one provider, one payout and one key', () => {
    const token = makeCapability(current, 'jumia-credits', id);
    expect(readCapability([current], 'another', token)).toBeNull();
    expect(readCapability([old], 'jumia-credits', token)).toBeNull();
    expect(readCapability([{ ...old, kid: 'k2' }], 'jumia-credits', token)).toBeNull();
    expect(readCapability([current], 'jumia-credits', token.replace('0001.', '0002.'))).toBeNull();
  });

  it.each([undefined, null, '', 'k2', 7, {}, [makeCapability(current, 'jumia-credits', id)], 'k2..', `k2.${id}.`])(
    'are not read from %j',
    (token) => {
      expect(readCapability([current], 'jumia-credits', token)).toBeNull();
    },
  );
});
