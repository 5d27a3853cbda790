import type { ServerFacts } from '../../payouts/storage/database/database-facts.js';
import { diskFinding, factFindings } from './fact-checks.js';
import { keyFindings } from './key-checks.js';
import { tlsFinding } from './network-checks.js';

const SERVER: ServerFacts = {
  kind: 'server',
  version: '10.11.6-MariaDB',
  isMariaDb: true,
  otherEngines: [],
  severalWriters: false,
  asynchronousReplicas: false,
  privileges: new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'INDEX', 'DROP']),
  isAdministrator: false,
  timeZone: 'SYSTEM',
};
const about = (check: string, facts: Partial<ServerFacts>) =>
  factFindings({ ...SERVER, ...facts }).filter((finding) => finding.check === check);

describe('what doctor says about a server', () => {
  it.each([
    ['10.11.6-MariaDB', true, 'ok'],
    ['11.4.2-MariaDB', true, 'ok'],
    ['10.5.9-MariaDB', true, 'failed'],
    ['8.0.36', false, 'ok'],
    ['5.7.44', false, 'failed'],
  ])('version %s', (version, isMariaDb, status) => {
    expect(about('engine', { version, isMariaDb })).toMatchObject([{ status }]);
  });

  it('tables without transactions, and the promises that go with them', () => {
    expect(about('engine', { otherEngines: ['cauri_payout'] })).toMatchObject([
      { status: 'failed', message: expect.stringContaining('cauri_payout') },
    ]);
  });

  it('several writers could send twice, replicas could lose', () => {
    expect(about('replication', {})).toEqual([]);
    expect(about('replication', { severalWriters: true, asynchronousReplicas: true })).toMatchObject([
      { status: 'failed', message: expect.stringContaining('sent twice') },
      { status: 'hint', message: expect.stringContaining('lose accepted payouts') },
    ]);
  });

  it.each([
    ['enough', {}, 'ok'],
    ['too little to work', { privileges: new Set(['SELECT']) }, 'failed'],
    ['too little to migrate', { privileges: new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE']) }, 'hint'],
    ['all on this database', { privileges: new Set(['ALL PRIVILEGES']) }, 'ok'],
    ['all on the server', { privileges: new Set(['ALL PRIVILEGES']), isAdministrator: true }, 'hint'],
  ])('privileges that are %s', (_, facts, status) => {
    expect(about('privileges', facts)).toMatchObject([{ status }]);
  });
});

it.each([
  [100e6, 'failed'],
  [900e6, 'hint'],
  [5e9, 'ok'],
])('a disk with %d bytes left', (free, status) => {
  expect(diskFinding(free)).toMatchObject({ check: 'disk', status });
});

it.each([
  [13.9, 'hint', '13 more days'],
  [14, 'ok', '14 more days'],
])('a certificate with %d days left', (days, status, message) => {
  expect(tlsFinding('djamo', days * 86_400_000, 0)).toMatchObject({
    status,
    message: expect.stringContaining(message),
  });
});

describe('what doctor says about the keys', () => {
  const messages = (...keys: { consumer: string; scopes: string[] }[]) =>
    keyFindings(keys).map(({ message }) => message);
  const SHOP = { consumer: 'shop', scopes: ['payouts:read', 'payouts:write'] };
  const OPS = { consumer: 'ops', scopes: ['operations'] };

  it('nothing to say about keys that have what they need', () => {
    expect(messages(SHOP, OPS)).toEqual(['2 in use, consumers: 2']);
  });

  it('none, too many scopes, both sides of an approval, nobody who operates', () => {
    expect(messages()).toEqual(['there is no API key: every call is answered 401']);
    const all = { consumer: 'root', scopes: ['payouts:read', 'payouts:write', 'payouts:approve', 'operations'] };
    expect(messages(SHOP, all)).toContain('may do everything: root');
    const approving = { consumer: 'shop', scopes: ['payouts:approve'] };
    expect(messages(SHOP, approving, OPS)).toContain('order and approve, though never the same payout: shop');
    expect(messages(SHOP)).toContain('nobody has operations: reviews are resolved by cauri only');
  });
});
