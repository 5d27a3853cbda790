import { CreatePayoutDto } from './create-payout.dto.js';
import { validated } from './validated.js';

const BODY = { amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020304' } };

function validate(body: unknown): string[] {
  try {
    validated(CreatePayoutDto, body);
    return [];
  } catch (error) {
    return (error as { details: { errors: { field: string }[] } }).details.errors.map(({ field }) => field);
  }
}

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

describe('CreatePayoutDto', () => {
  it.each<object>([
    {},
    { amount: '0.5' },
    { amount: '999999999999.99' },
    { recipient: { email: 'awa@example.com' } },
    { recipient: { email: 'awa@example.com', msisdn: null } },
    { provider: null, account: null, reference: null, name: null, description: null, metadata: null },
    { expiresAt: null, subCompanyId: null },
    { provider: 'jumia-credits', account: 'a'.repeat(40) },
    { reference: '!~'.repeat(50) },
    { name: 'Awa Traoré', description: '🎉'.repeat(255) },
    { expiresAt: '2030-01-01T00:00:00+01:00' },
    { metadata: {} },
    { metadata: { ...keys(20), k0: '' } },
    { metadata: { ['🎉'.repeat(100)]: '🎉'.repeat(500) } },
    { metadata: JSON.parse('{"then":"x","length":"3"}') as object },
  ])('accepts %j', (change) => {
    expect(validate({ ...BODY, ...change })).toEqual([]);
  });

  it.each([
    [{ amount: 5000 }, 'amount'],
    [{ amount: '0' }, 'amount'],
    [{ amount: '0.00' }, 'amount'],
    [{ amount: '-1' }, 'amount'],
    [{ amount: '+1' }, 'amount'],
    [{ amount: '1.' }, 'amount'],
    [{ amount: '.5' }, 'amount'],
    [{ amount: '01' }, 'amount'],
    [{ amount: '1e3' }, 'amount'],
    [{ amount: '1,000' }, 'amount'],
    [{ amount: ' 1' }, 'amount'],
    [{ amount: '1\n' }, 'amount'],
    [{ amount: '١٢' }, 'amount'],
    [{ amount: '1000000000000' }, 'amount'],
    [{ amount: null }, 'amount'],
    [{ amount: ['5000'] }, 'amount'],
    [{ currency: 'xof' }, 'currency'],
    [{ currency: 'XO' }, 'currency'],
    [{ currency: ['XOF'] }, 'currency'],
    [{ currency: undefined }, 'currency'],
    [{ recipient: null }, 'recipient'],
    [{ recipient: undefined }, 'recipient'],
    [{ recipient: '+2250701020304' }, 'recipient'],
    [{ recipient: [BODY.recipient] }, 'recipient'],
    [{ recipient: {} }, 'recipient'],
    [{ recipient: { msisdn: '+2250701020304', email: 'awa@example.com' } }, 'recipient'],
    [{ recipient: { msisdn: null, email: null } }, 'recipient'],
    [{ recipient: { msisdn: '2250701020304' } }, 'recipient.msisdn'],
    [{ recipient: { msisdn: '+225 07 01 02 03 04' } }, 'recipient.msisdn'],
    [{ recipient: { msisdn: 2250701020304 } }, 'recipient.msisdn'],
    [{ recipient: { email: 'awa' } }, 'recipient.email'],
    [{ recipient: { email: 'a@b@c' } }, 'recipient.email'],
    [{ recipient: { email: 'a b@c.d' } }, 'recipient.email'],
    [{ recipient: { email: `${'a'.repeat(250)}@b.cd` } }, 'recipient.email'],
    [{ recipient: { msisdn: '+2250701020304', name: 'x' } }, 'recipient.name'],
    [{ provider: '' }, 'provider'],
    [{ provider: 'Djamo' }, 'provider'],
    [{ account: 'a'.repeat(41) }, 'account'],
    [{ account: 1 }, 'account'],
    [{ reference: '' }, 'reference'],
    [{ reference: 'two words' }, 'reference'],
    [{ reference: 'é' }, 'reference'],
    [{ reference: 'r'.repeat(101) }, 'reference'],
    [{ name: '' }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ name: 'a\u0085b' }, 'name'],
    [{ name: '\ud800' }, 'name'],
    [{ name: true }, 'name'],
    [{ description: 'line\nline' }, 'description'],
    [{ description: 'd'.repeat(256) }, 'description'],
    [{ expiresAt: '2030-02-30T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: 1_900_000_000 }, 'expiresAt'],
    [{ subCompanyId: '' }, 'subCompanyId'],
    [{ metadata: [] }, 'metadata'],
    [{ metadata: 'x' }, 'metadata'],
    [{ metadata: { a: 1 } }, 'metadata'],
    [{ metadata: { a: null } }, 'metadata'],
    [{ metadata: { a: { b: 'c' } } }, 'metadata'],
    [{ metadata: { '': 'x' } }, 'metadata'],
    [{ metadata: { ['k'.repeat(101)]: 'x' } }, 'metadata'],
    [{ metadata: { a: 'v'.repeat(501) } }, 'metadata'],
    [{ metadata: { a: '\udc00' } }, 'metadata'],
    [{ metadata: keys(21) }, 'metadata'],
    [{ metadata: { toString: 'x' } }, 'metadata.toString'],
    [{ metadata: { constructor: 'x' } }, 'metadata.constructor'],
    [{ Amount: '1' }, 'Amount'],
    [{ id: 'x' }, 'id'],
    [{ status: 'paid' }, 'status'],
  ])('refuses %j and names the field', (change, field) => {
    expect(validate({ ...BODY, ...change })).toContain(field);
  });

  it('names every broken rule at once', () => {
    const fields = new Set(validate({ amount: 1, colour: 'red', recipient: { colour: 'red' } }));
    expect(fields).toEqual(new Set(['amount', 'colour', 'currency', 'recipient', 'recipient.colour']));
  });
});
