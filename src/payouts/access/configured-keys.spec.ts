import { authenticateWith, bearerToken } from './configured-keys.js';

const SHOP = { consumer: 'shop', secret: 'a-secret-of-the-shop', scopes: ['payouts:read'] as const };
const HR = { consumer: 'hr', secret: 'another-secret-of-hr', scopes: ['payouts:write'] as const };

describe('API keys', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Bearer   abc ', 'abc'],
    ['Basic abc', null],
    ['abc', null],
    ['Bearer', null],
    ['Bearer a b', null],
    [undefined, null],
    [['Bearer a', 'Bearer b'], null],
  ])('read %j as the token %s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it('find the principal of their secret and nobody else', async () => {
    const authenticate = authenticateWith([SHOP, HR]);
    const principalOf = (token: string) => authenticate({ headers: { authorization: `Bearer ${token}` } });
    expect(await principalOf(SHOP.secret)).toEqual({ consumer: 'shop', scopes: SHOP.scopes });
    expect(await principalOf(HR.secret)).toEqual({ consumer: 'hr', scopes: HR.scopes });
    expect(await principalOf(`${SHOP.secret}x`)).toBeNull();
    expect(await authenticate({ headers: {} })).toBeNull();
    expect(await authenticateWith([])({ headers: { authorization: 'Bearer x' } })).toBeNull();
  });
});
