import { createHmac, timingSafeEqual } from 'node:crypto';
import { isSignedBy, makeCapability, readCapability } from './signatures.js';

jest.mock('node:crypto', () => {
  const crypto = jest.requireActual<typeof import('node:crypto')>('node:crypto');
  return { ...crypto, timingSafeEqual: jest.fn(crypto.timingSafeEqual) };
});

const BODY = Buffer.from('{}');
const signature = createHmac('sha256', 'right').update(BODY).digest('base64');
const key = { kid: 'k1', secret: 'a-secret-of-this-year' };
const forged = makeCapability({ ...key, secret: 'another' }, 'jumia-credits', 'p1');

describe('how long a comparison takes', () => {
  beforeEach(() => jest.mocked(timingSafeEqual).mockClear());

  it('says nothing about a signature: it is compared with every secret, whole', () => {
    expect(isSignedBy(['right', 'wrong', 'another'], BODY, signature)).toBe(true);
    const lengths = jest.mocked(timingSafeEqual).mock.calls.map(([a]) => a.byteLength);
    expect(lengths).toEqual([44, 44, 44]);
  });

  it('says nothing about a capability', () => {
    expect(readCapability([key], 'jumia-credits', forged)).toBeNull();
    expect(timingSafeEqual).toHaveBeenCalledTimes(1);
  });
});
