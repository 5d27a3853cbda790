import { Sealing } from './sealing.js';

describe('sealing', () => {
  const secrets = ['a secret that all instances share', 'the one before it'] as const;

  it('gives back what was sealed, also to another instance, and shows nothing of it', () => {
    const sealed = new Sealing(secrets).seal('ck_the_key');
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('ck_the_key');
    expect(new Sealing(secrets).open(sealed)).toBe('ck_the_key');
    expect(new Sealing(['the secret of another service']).open(sealed)).toBeNull();
    expect(new Sealing([]).open(sealed)).toBeNull();
  });

  it('opens what was sealed before the secret was rotated', () => {
    expect(new Sealing(secrets).open(new Sealing([secrets[1]]).seal('x'))).toBe('x');
    expect(new Sealing(secrets).isSigned('n', new Sealing([secrets[1]]).sign('n'))).toBe(true);
  });

  it('opens nothing that was changed', () => {
    const sealing = new Sealing(secrets);
    const bytes = Buffer.from(sealing.seal('text'), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(sealing.open(changed.toString('base64url'))).toBeNull();
    }
    for (const nonsense of ['', 'x', '!!!', 'A'.repeat(500)]) expect(sealing.open(nonsense)).toBeNull();
  });

  it('takes no secret that may be guessed', () => {
    for (const secret of ['', 'x'.repeat(15), Buffer.alloc(15)])
      expect(() => new Sealing([secret])).toThrow('16 bytes');
  });

  it('signs a form for one visit only', () => {
    const sealing = new Sealing(secrets);
    expect(sealing.isSigned('one', sealing.sign('one'))).toBe(true);
    for (const token of [sealing.sign('two'), '', 'x']) expect(sealing.isSigned('one', token)).toBe(false);
  });
});
