import { Webhook } from 'standardwebhooks';
import { isSignedByKey } from '../../../test/support/webhook-receiver.js';
import { isWebhookSecret, newSigningKeys, publicKeyOf, signedHeaders } from './signing.js';

const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, payload: '{"test": 2432232314}' };

describe('signatures', () => {
  it('are those of the vector of the reference library', () => {
    const keys = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', privateKey: null };
    expect(signedHeaders(MESSAGE, [keys])).toEqual({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('are believed by a receiver who knows one of the keys, and by no other', () => {
    const [old, current, foreign] = [newSigningKeys('v1a'), newSigningKeys('v1a'), newSigningKeys('v1a')];
    const now = { ...MESSAGE, timestamp: Math.floor(Date.now() / 1_000) };
    const headers = signedHeaders(now, [current, old]);
    for (const { secret } of [old, current]) {
      expect(new Webhook(secret).verify(now.payload, headers)).toEqual({ test: 2432232314 });
    }
    expect(() => new Webhook(foreign.secret).verify(now.payload, headers)).toThrow();
    expect(() => new Webhook(old.secret).verify(`${now.payload} `, headers)).toThrow();
    const believed = [old, current, foreign].map((one) => isSignedByKey(publicKeyOf(one) ?? '', headers, now.payload));
    expect(believed).toEqual([true, true, false]);
  });

  it.each([
    [newSigningKeys('v1').secret, true],
    [`whsec_${Buffer.alloc(24).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(64).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, false],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
    [Buffer.alloc(32).toString('base64'), false],
    [`whsec_${Buffer.alloc(32).toString('base64')} x`, false],
    ['whsec_', false],
    [7, false],
  ])('take %s as a secret: %s', (text, taken) => {
    expect(isWebhookSecret(text)).toBe(taken);
  });
});
