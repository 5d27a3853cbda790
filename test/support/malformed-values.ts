/** What a request may not hold, by the place where it may not hold it. */

export const DJAMO_PAYOUT = { amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020304' } };
export const JUMIA_PAYOUT = {
  amount: '5000',
  currency: 'NGN',
  recipient: { email: 'awa@example.com' },
  name: 'Salary of November',
};

type Values = readonly unknown[];

const NO_STRINGS: Values = [0, 1, -1, 1.5, true, false, [], ['x'], {}, { a: 1 }];
const BAD_NAMES: Values = ['', ' ', 'Djamo', 'a b', 'a_b', 'é', 'x'.repeat(41), 'a\n', '../x', "' OR 1=1 --"];
const BAD_REFERENCES: Values = ['', ' ', 'two words', 'é', 'a\u0000', 'a\n', '🎉', 'r'.repeat(101), '\ud800'];
const BAD_TEXTS: Values = ['', ' ', 'a\u0000b', 'a\nb', 'a\u007fb', 'a\u0085b', '\ud800', 'a\udc00', 'd'.repeat(256)];

/** Values that no payout may have, whatever its provider. */
export const BAD_VALUES: Readonly<Record<string, Values>> = {
  amount: [
    ...NO_STRINGS,
    null,
    ...['', ' ', '0', '0.0', '00', '01', '-5000', '+5000', '5000.', '.5', '5,000', '5 000', '5000 ', ' 5000', '5e3'],
    ...['0x10', 'NaN', 'Infinity', 'abc', '5000\n', '٥٠٠٠', '５０００', '1000000000000', '9'.repeat(400), '5000.5.5'],
  ],
  currency: [...NO_STRINGS, null, '', 'xof', 'XO', 'XOFF', 'X0F', ' XOF', 'XOF ', 'ХОF', '\u0000\u0000\u0000'],
  recipient: [...NO_STRINGS, null, '', '+2250701020304', [[]], { msisdn: null }, { email: null, msisdn: null }],
  provider: [...NO_STRINGS, ...BAD_NAMES],
  account: [...NO_STRINGS, ...BAD_NAMES],
  reference: [...NO_STRINGS, ...BAD_REFERENCES],
  name: [...NO_STRINGS, ...BAD_TEXTS],
  description: [...NO_STRINGS, ...BAD_TEXTS],
  subCompanyId: [...NO_STRINGS, ...BAD_REFERENCES],
  expiresAt: [
    ...NO_STRINGS,
    ...['', 'tomorrow', '2030-01-01', '2030-01-01T00:00:00', '2030-01-01 00:00:00Z', '2030-02-30T00:00:00Z'],
    ...['2029-02-29T00:00:00Z', '2030-13-01T00:00:00Z', '2030-01-01T24:00:00Z', '2030-01-01T00:00:00+25:00'],
    ...['20300101T000000Z', '2030-01-01T00:00:00+0100', '1893456000', '+02030-01-01T00:00:00Z'],
  ],
  metadata: [
    ...[0, 1, true, 'x', '', [], ['x'], [['a', 'b']], { a: 1 }, { a: null }, { a: true }, { a: [] }, { a: { b: 'c' } }],
    ...[{ '': 'x' }, { ['k'.repeat(101)]: 'x' }, { a: 'v'.repeat(501) }, { a: '\ud800' }, { '\udc00': 'x' }],
    Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, 'v'])),
  ],
};

export const BAD_RECIPIENTS: Readonly<Record<string, Values>> = {
  'recipient.msisdn': [
    ...NO_STRINGS,
    ...['', '0701020304', '2250701020304', '+225 0701020304', '+225-0701020304', '+0250701020304', '++2250701020304'],
    ...['+22507', '+2250701020304000000', '+225070102030a', '+٢٢٥٠٧٠١٠٢٠٣٠٤', '+2250701020304\n', 'awa@example.com'],
  ],
  'recipient.email': [
    ...NO_STRINGS,
    ...['', 'awa', '@example.com', 'awa@', 'a@b@c.d', 'awa @example.com', 'awa@example.com\n', 'awa\u0000@example.com'],
    ...[`${'a'.repeat(250)}@b.cd`, '+2250701020304', '\ud800@example.com'],
  ],
};

export const UNKNOWN_FIELDS = [
  'id',
  'status',
  'Amount',
  'amount ',
  'fee',
  'consumer',
  'constructor',
  'prototype',
  'toString',
  '$ne',
];

/** Rules of the two providers, checked before anything is stored. */
export const PROVIDER_RULES: readonly (readonly [name: string, body: object, field: string, code?: string])[] = [
  ['decimals of a currency without any', { ...DJAMO_PAYOUT, amount: '5000.5' }, 'amount'],
  ['decimals that are zero in a currency without any', { ...DJAMO_PAYOUT, amount: '5000.0' }, 'amount'],
  ['less than the account pays', { ...DJAMO_PAYOUT, amount: '4999' }, 'amount'],
  ['more than the account pays', { ...DJAMO_PAYOUT, amount: '500001' }, 'amount'],
  ['a phone number that cannot exist', { ...DJAMO_PAYOUT, recipient: { msisdn: '+22507010203' } }, 'recipient.msisdn'],
  ['a name at Djamo', { ...DJAMO_PAYOUT, name: 'Awa' }, 'name'],
  ['an expiry at Djamo', { ...DJAMO_PAYOUT, expiresAt: '2099-01-01T00:00:00Z' }, 'expiresAt'],
  ['too many decimals', { ...JUMIA_PAYOUT, amount: '100.001' }, 'amount'],
  ['no name at JumiaPay', { ...JUMIA_PAYOUT, name: null }, 'name'],
  ['a name too long for JumiaPay', { ...JUMIA_PAYOUT, name: 'n'.repeat(51) }, 'name'],
  ['an expiry in the past', { ...JUMIA_PAYOUT, expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
  ['a sub-company at JumiaPay', { ...JUMIA_PAYOUT, subCompanyId: 'sub-1' }, 'subCompanyId'],
  ['an e-mail address without a domain', { ...JUMIA_PAYOUT, recipient: { email: 'awa@x' } }, 'recipient.email'],
  ['a currency of no account', { ...DJAMO_PAYOUT, currency: 'EUR' }, 'currency', 'no_account'],
  ['an account that does not exist', { ...DJAMO_PAYOUT, account: 'nobody' }, 'account', 'no_account'],
  ['a provider that does not exist', { ...DJAMO_PAYOUT, provider: 'nobody' }, 'provider', 'no_account'],
  [
    'a provider without such recipients',
    { ...DJAMO_PAYOUT, provider: 'jumia-credits' },
    'recipient.msisdn',
    'no_account',
  ],
];

export const UNREADABLE_BODIES: readonly (readonly [name: string, body: string | Uint8Array | null])[] = [
  ['nothing', null],
  ['no bytes', ''],
  ['a space', ' '],
  ['half an object', '{"amount":"5000"'],
  ['a trailing comma', '{"amount":"5000",}'],
  ['single quotes', "{'amount':'5000'}"],
  ['a comment', '{/* */}'],
  ['two documents', '{}{}'],
  ['a bare word', 'undefined'],
  ['not a number', '{"amount":NaN}'],
  ['a raw line end in a string', '{"name":"a\nb"}'],
  ['XML', '<payout/>'],
  ['a NUL byte', '\u0000'],
  ['Latin-1', new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d])],
  ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
  ['half a UTF-8 character', new Uint8Array([0x22, 0xc3, 0x22])],
  ['a prototype', '{"__proto__":{"polluted":"yes"}}'],
  ['a nested prototype', '{"metadata":{"__proto__":{"polluted":"yes"}}}'],
  ['a prototype of the constructor', '{"constructor":{"prototype":{"polluted":"yes"}}}'],
];

export const NO_OBJECTS = ['null', 'true', '0', '1e400', '"text"', '[]', '[{}]', JSON.stringify([DJAMO_PAYOUT])];

export const BAD_IDS = [
  ...[
    'x',
    '0',
    '-1',
    'null',
    'undefined',
    '%00',
    '%zz',
    '%2e%2e',
    "'%20OR%201=1",
    '00000000-0000-0000-0000-00000000000',
  ],
  ...[
    '0193c9c5-7f3a-7c8e-9b1e-0123456789ag',
    '{0193c9c5-7f3a-7c8e-9b1e-0123456789ab}',
    'a'.repeat(101),
    'a'.repeat(9_000),
  ],
];
export const ROUTES_OF_A_PAYOUT = [
  ['GET', ''],
  ['GET', '/events'],
  ['GET', '/explanation'],
  ['POST', '/refresh'],
  ['POST', '/cancel'],
] as const;

export const BAD_QUERIES: Readonly<Record<string, readonly string[]>> = {
  limit: ['0', '101', '-1', '1.5', '1e1', 'ten', '', '%00', '9999999999', '20&limit=20'],
  status: ['', 'PAID', 'paid,', 'paid;failed', 'unknown', 'paid,unknown', 'paid&status=failed'],
  provider: ['', 'Djamo', 'a%20b', 'a&provider=b'],
  account: ['', 'x'.repeat(41), '%F0%9F%8E%89'],
  reference: ['', 'a%20b', 'r'.repeat(101), '%00'],
  batchId: ['', 'x', '1'],
  review: ['', 'yes', '1', 'TRUE', 'true&review=true'],
  createdFrom: ['', 'yesterday', '2026-01-01', '2026-02-30T00:00:00Z', '0'],
  createdTo: ['', 'tomorrow', '2026-01-01T00:00:00'],
  colour: ['red'],
  'filter[status]': ['paid'],
  constructor: ['x'],
  __proto__: ['x'],
};
export const BAD_CURSORS = ['', 'x', '%00', 'AAAA', Buffer.from('{}').toString('base64url'), 'a'.repeat(2_000)];

export const BAD_KEYS = ['', '""', 'two words', '"two words"', 'k'.repeat(256), 'caf\u00e9', 'tab\tbed'];
export const BAD_TYPES = [
  'text/plain',
  'text/csv',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'json',
  '*/*',
];
