import { createHmac } from 'node:crypto';
import { DjamoCallbacks } from './djamo.callbacks.js';

const BODY =
  '{"topic":"transactions/completed","data":{"id":"txn_1","reference":"R1","status":"completed","description":"Prime d’été"}}';
const SIGNATURE = 'ZPQ5bj2UOXemz8oqTN+gpTsagpQ8a2fSMIw+L8A1wys=';

const callbacks = new DjamoCallbacks([
  { name: 'signed', webhookSecret: 'sk_next,sk_test_djamo' },
  { name: 'unsigned', webhookSecret: null },
]);

function authenticate(signature: string | string[] | undefined, body = BODY, account: string | null = 'signed') {
  const headers = { 'x-djamo-hmac-sha256': signature };
  return callbacks.authenticate({ account, headers, query: {}, rawBody: Buffer.from(body) });
}
const sign = (body: string) => createHmac('sha256', 'sk_next').update(body).digest('base64');

describe('DjamoCallbacks', () => {
  it('accepts what either secret has signed, and names the payout to read', () => {
    const accepted = { kind: 'accepted', payoutId: 'R1', failureReason: null };
    expect(authenticate(SIGNATURE)).toEqual(accepted);
    expect(authenticate(sign(BODY))).toEqual(accepted);
  });

  it.each(['transactions/failed', 'transaction/failed', 'charge/events', 'something/new', null])(
    'does not mind the topic %j: only the reference is read, and the payout after it',
    (topic) => {
      const body = JSON.stringify({ topic, data: { id: 'txn_1', reference: 'R1', failureReason: 'SIM_X' } });
      expect(authenticate(sign(body), body)).toEqual({ kind: 'accepted', payoutId: 'R1', failureReason: null });
    },
  );

  it.each(['no json', '[]', '{}', '{"data":null}', '{"data":{"reference":7}}'])(
    'accepts the signed body %s that names no payout',
    (body) => {
      expect(authenticate(sign(body), body)).toEqual({ kind: 'accepted', payoutId: null, failureReason: null });
    },
  );

  it.each([
    ['no signature', undefined],
    ['two signatures', [SIGNATURE, SIGNATURE]],
    ['hex', '64f4396e3d943977a6cfca2a4cdfa0a53b1a82943c6b67d2308c3e2fc035c32b'],
    ['a signature of something else', sign('{}')],
    ['a signature by a secret that was taken out', createHmac('sha256', 'sk_old').update(BODY).digest('base64')],
    ['a prefixed signature', `sha256=${SIGNATURE}`],
    ['a signature with a blank', `${SIGNATURE} `],
    ['the alphabet of URLs', SIGNATURE.replaceAll('+', '-')],
  ])('refuses %s', (_, signature) => {
    expect(authenticate(signature)).toEqual({ kind: 'refused' });
  });

  it('refuses a body that was written anew, however alike', () => {
    const reserialised = JSON.stringify(JSON.parse(BODY), null, 1);
    expect(authenticate(SIGNATURE, reserialised)).toEqual({ kind: 'refused' });
  });

  it.each(['unsigned', 'nobody', null])('refuses for the account %s, which has no secret', (account) => {
    expect(authenticate(SIGNATURE, BODY, account)).toEqual({ kind: 'refused' });
    const empty = createHmac('sha256', '').update(BODY).digest('base64');
    expect(authenticate(empty, BODY, account)).toEqual({ kind: 'refused' });
  });
});
