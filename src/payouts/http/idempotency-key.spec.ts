import { readIdempotencyKey } from './idempotency-key.js';

const sent = (...values: string[]) => ['host', 'x', ...values.flatMap((value) => ['Idempotency-Key', value])];

describe('readIdempotencyKey', () => {
  it.each([
    ['k', 'k'],
    ['"k"', 'k'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['a,b', 'a,b'],
    ['"unbalanced', '"unbalanced'],
    ['""quoted""', '"quoted"'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('reads %s', (value, key) => {
    expect(readIdempotencyKey(sent(value))).toBe(key);
  });

  it.each([
    [[], 'idempotency_key_required'],
    [[''], 'idempotency_key_invalid'],
    [['""'], 'idempotency_key_invalid'],
    [['two words'], 'idempotency_key_invalid'],
    [['"two words"'], 'idempotency_key_invalid'],
    [['caf\u00e9'], 'idempotency_key_invalid'],
    [['x'.repeat(256)], 'idempotency_key_invalid'],
    [['same', 'same'], 'idempotency_key_invalid'],
  ])('refuses %j', (values, code) => {
    expect(() => readIdempotencyKey(sent(...values))).toThrow(
      expect.objectContaining({
        code,
        details: { errors: [{ field: 'Idempotency-Key', message: expect.any(String) }] },
      }),
    );
  });
});
