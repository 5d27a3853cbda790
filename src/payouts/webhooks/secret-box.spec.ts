import { randomBytes } from 'node:crypto';
import { SealedSecretError, SecretBox } from './secret-box.js';
import { newSigningKeys } from './signing.js';

const key = (kid: string) => ({ kid, key: randomBytes(32) });
const { secret: SECRET } = newSigningKeys('v1');

describe('the secrets of endpoints', () => {
  const [first, second] = [key('k1'), key('k2')];

  it('are what they are without a key', () => {
    const box = new SecretBox([]);
    expect(box.seal(SECRET, 'one')).toBe(SECRET);
    expect(box.open(SECRET, 'one')).toBe(SECRET);
    expect(box.isStale(SECRET)).toBe(false);
  });

  it('are unreadable with one, its id in front, and never the same text twice', () => {
    const box = new SecretBox([first]);
    const sealed = [box.seal(SECRET, 'one'), box.seal(SECRET, 'one')];
    for (const text of sealed) {
      expect(text).toMatch(/^k1:/);
      expect(text).not.toContain(SECRET.slice(6));
      expect(box.open(text, 'one')).toBe(SECRET);
    }
    expect(new Set(sealed).size).toBe(2);
  });

  it('are read with the old key while keys change, and sealed with the new one', () => {
    const sealed = new SecretBox([first]).seal(SECRET, 'one');
    const both = new SecretBox([second, first]);
    expect(both.open(sealed, 'one')).toBe(SECRET);
    expect([both.isStale(sealed), both.isStale(SECRET)]).toEqual([true, true]);
    const again = both.seal(SECRET, 'one');
    expect(again).toMatch(/^k2:/);
    expect(both.isStale(again)).toBe(false);
    expect(new SecretBox([second]).open(again, 'one')).toBe(SECRET);
  });

  it('open with no other key, for no other endpoint, and not when a byte was changed', () => {
    const sealed = new SecretBox([first]).seal(SECRET, 'one');
    const at = sealed.length - 6;
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    for (const [keys, text, owner] of [
      [[second], sealed, 'one'],
      [[{ ...second, kid: 'k1' }], sealed, 'one'],
      [[first], sealed, 'two'],
      [[first], changed, 'one'],
      [[first], 'k1:', 'one'],
      [[], sealed, 'one'],
    ] as const) {
      expect(() => new SecretBox(keys).open(text, owner)).toThrow(SealedSecretError);
    }
  });
});
