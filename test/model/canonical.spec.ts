import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { formatAmount, normalizeAmount, parseAmount, readAmount } from '../../src/common/money.js';
import { requestHash, uniquenessHash } from '../../src/payouts/acceptance/request-hash.js';
import { runs } from './runs.js';

const scale = fc.integer({ min: 0, max: 3 });
/** Twelve integer digits at the most, at any scale. */
const money = scale.chain((digits) =>
  fc.record({ digits: fc.constant(digits), minor: fc.integer({ min: 0, max: 10 ** (12 + digits) - 1 }) }),
);

describe('any amount', () => {
  it('is the same number after it was written and read, whatever zeros stand behind it', () => {
    const property = fc.property(money, fc.nat(5), ({ digits, minor }, zeros) => {
      const text = formatAmount(minor, digits);
      expect(parseAmount(text, digits)).toBe(minor);
      const longer = text.includes('.') ? text + '0'.repeat(zeros) : text;
      expect(readAmount(longer, digits)).toBe(minor);
      expect(readAmount(normalizeAmount(longer), digits)).toBe(minor);
      expect(normalizeAmount(longer)).toBe(normalizeAmount(text));
    });
    fc.assert(property, runs(2_000));
  });

  it('is another text when it is another number', () => {
    const property = fc.property(scale, fc.nat(), fc.nat(), (digits, a, b) => {
      const same = normalizeAmount(formatAmount(a, digits)) === normalizeAmount(formatAmount(b, digits));
      expect(same).toBe(a === b);
    });
    fc.assert(property, runs(1_000));
  });

  it('is never misread: what is read is written the same, and everything else is refused', () => {
    const text = fc.oneof(fc.string({ maxLength: 16 }), fc.stringMatching(/^[-+]?\d{0,14}[.,]?\d{0,5}$/));
    const property = fc.property(text, scale, (written, digits) => {
      const minor = parseAmount(written, digits);
      if (minor !== null) expect(normalizeAmount(formatAmount(minor, digits))).toBe(normalizeAmount(written));
    });
    fc.assert(property, runs(2_000));
  });
});

const plain = { noNullPrototype: true };
const word = fc.string({ maxLength: 10 });
const request = fc.record(
  {
    amount: money.map(({ digits, minor }) => formatAmount(minor, digits)),
    currency: fc.constantFrom('XOF', 'NGN'),
    recipient: fc.oneof(fc.record({ email: word }, plain), fc.record({ msisdn: word }, plain)),
    reference: word,
    name: word,
    description: word,
    expiresAt: word,
    metadata: fc.dictionary(word, word, { maxKeys: 4, noNullPrototype: true }),
  },
  { requiredKeys: ['amount', 'currency', 'recipient'], noNullPrototype: true },
);
type Body = Parameters<typeof requestHash>[0];

/** The same request as another client would write it. */
function rewritten({ metadata, ...body }: Body, order: (keys: string[]) => string[]): Body {
  const sorted = (record: object): object =>
    Object.fromEntries(order(Object.keys(record)).map((key) => [key, Reflect.get(record, key)]));
  const amount = body.amount.includes('.') ? `${body.amount}0` : body.amount;
  const silent = { provider: null, account: undefined };
  return sorted({ ...body, ...silent, amount, ...(metadata && { metadata: sorted(metadata) }) }) as Body;
}

describe('any request', () => {
  it('has the same hash with its fields in another order, further zeros and fields that say nothing', () => {
    const property = fc.property(request, (body) => {
      expect(requestHash(rewritten(body, (keys) => keys.reverse()))).toBe(requestHash(body));
    });
    fc.assert(property, runs(1_000));
  });

  it('has another hash when anything in it differs', () => {
    const property = fc.property(request, request, (a, b) => {
      const [first, second] = [a, b].map((body) => ({ ...body, amount: normalizeAmount(body.amount) }));
      expect(requestHash(a) === requestHash(b)).toBe(isDeepStrictEqual(first, second));
    });
    fc.assert(property, runs(1_000));
  });

  it('is told apart by its key and its consumer, wherever the one ends and the other begins', () => {
    const visible = fc.stringMatching(/^[!-~]{1,8}$/);
    const property = fc.property(visible, visible, visible, visible, (a, b, c, d) => {
      expect(uniquenessHash(a, b) === uniquenessHash(c, d)).toBe(a === c && b === d);
    });
    fc.assert(property, runs(1_000));
  });
});
