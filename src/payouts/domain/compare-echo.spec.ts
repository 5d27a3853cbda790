import { anEcho, anObservation, aPayout, NOON, PAYOUT_ID } from '../../../test/support/factories.js';
import type { Echo } from '../../common/payout-connector.js';
import { observe } from './apply-observation.js';
import { echoDifferences } from './compare-echo.js';
import { applyEvents } from './fold.js';

const CREDIT = aPayout();
const TRANSFER = aPayout({
  recipientKind: 'msisdn',
  recipient: '+2250701020304',
  amount: 10_000,
  scale: 0,
});

describe('the echo of a credit', () => {
  it.each<Partial<Echo>>([
    {},
    { reference: PAYOUT_ID, amount: '100.50', currency: 'XOF', recipient: 'ada@example.com' },
    { reference: '0190****-****' },
    { amount: '100.5' },
    { amount: '0100.50' },
    { amount: '100.5000' },
    { currency: 'xof' },
    { currency: ' XOF ' },
    { recipient: 'ADA@Example.COM' },
    { recipient: '  ada@example.com ' },
    { recipient: 'a***@example.com' },
    { recipient: 'aXX@example.com' },
    { recipient: '***' },
    { recipient: 'hidden' },
  ])('is the same: %j', (echo) => {
    expect(echoDifferences(CREDIT, anEcho(echo))).toEqual([]);
  });

  it.each<[Partial<Echo>, string]>([
    [{ reference: `${PAYOUT_ID.slice(0, -1)}c` }, 'reference'],
    [{ reference: PAYOUT_ID.slice(0, -1) }, 'reference'],
    [{ reference: '' }, 'reference'],
    [{ amount: '100.51' }, 'amount'],
    [{ amount: '100.500001' }, 'amount'],
    [{ amount: '100' }, 'amount'],
    [{ amount: '10050' }, 'amount'],
    [{ amount: '1005' }, 'amount'],
    [{ amount: '0' }, 'amount'],
    [{ currency: 'XAF' }, 'currency'],
    [{ recipient: 'bob@example.com' }, 'recipient'],
    [{ recipient: 'ada@example.org' }, 'recipient'],
    [{ recipient: 'ada@example.com.evil.test' }, 'recipient'],
  ])('differs: %j in its %s', (echo, field) => {
    expect(echoDifferences(CREDIT, anEcho(echo))).toEqual([field]);
  });

  it('names every field that differs', () => {
    const other = { reference: 'other', amount: '1', currency: 'NGN', recipient: 'bob@example.com' };
    expect(echoDifferences(CREDIT, other)).toEqual(['reference', 'amount', 'currency', 'recipient']);
  });
});

describe('the echo of a transfer', () => {
  it.each<Partial<Echo>>([
    { amount: '10000' },
    { amount: '10000.00' },
    { amount: '00010000' },
    { recipient: '+2250701020304' },
    { recipient: '2250701020304' },
    { recipient: '+225 07 01 02 03 04' },
    { recipient: '+225-07(01)02.03.04' },
    { recipient: '+22507XXXXXX04' },
    { recipient: '22507******04' },
    { recipient: '+22507xxxx04' },
    { recipient: '002250701020304' },
    { recipient: '0701020304' },
    { recipient: '01020304' },
    // Djamo's document shows this sample. It has one digit less than any Ivorian number.
    { recipient: '+225079932203' },
    { amount: '10000.0000000001' },
  ])('is the same: %j', (echo) => {
    expect(echoDifferences(TRANSFER, anEcho(echo))).toEqual([]);
  });

  it.each<Partial<Echo>>([
    { amount: '1000' },
    { amount: '100000' },
    { amount: '10000.01' },
    { recipient: '+2250701020305' },
    { recipient: '+22507010203044' },
    { recipient: '+221701020304' },
    { recipient: '0701020305' },
    { recipient: '002250701020305' },
    { recipient: '1020304' },
  ])('differs: %j', (echo) => {
    expect(echoDifferences(TRANSFER, anEcho(echo))).toHaveLength(1);
  });

  it.each([0, 2, 3])('compares amounts at scale %i without rounding', (scale) => {
    const largest = aPayout({ amount: 99_999_999_999_999, scale });
    const whole = '99999999999999';
    const text = scale === 0 ? whole : `${whole.slice(0, -scale)}.${whole.slice(-scale)}`;
    expect(echoDifferences(largest, anEcho({ amount: text }))).toEqual([]);
    expect(echoDifferences(largest, anEcho({ amount: text.replace(/9$/, '8') }))).toEqual(['amount']);
  });
});

describe('a hidden echo of another field', () => {
  it.each<Partial<Echo>>([{ amount: 'XXX' }, { amount: '***' }, { currency: '***' }, { reference: '0190XXXX-XXXX' }])(
    'is no difference: %j',
    (echo) => {
      expect(echoDifferences(CREDIT, anEcho(echo))).toEqual([]);
    },
  );
});

describe('an observation whose echo differs', () => {
  const sent = aPayout({ status: 'processing', providerId: 'txn_1' });
  const other = anObservation({ fact: 'paid', fee: '5', echo: anEcho({ amount: '1', currency: 'NGN' }) });
  const context = { at: NOON, mayBeExecuted: true };

  it('is reviewed and not applied', () => {
    const { events, alarms } = observe(sent, other, context);
    expect(events).toMatchObject([
      {
        type: 'review_opened',
        changes: { review: { reason: 'mismatch', since: NOON } },
        data: { fields: ['amount', 'currency'] },
      },
    ]);
    expect(Object.keys(events[0]?.changes ?? {})).toEqual(['review']);
    expect(alarms).toEqual([]);
  });

  it('does not show the recipient in the event', () => {
    const stranger = anObservation({ echo: anEcho({ recipient: 'bob@example.org' }) });
    expect(JSON.stringify(observe(sent, stranger, context))).not.toMatch(/bob|ada/);
  });

  it('is applied as soon as the provider agrees', () => {
    const reviewed = applyEvents(sent, observe(sent, other, context).events);
    const right = anObservation({ fact: 'paid', echo: anEcho({ amount: '100.50', currency: 'XOF' }) });
    expect(applyEvents(reviewed, observe(reviewed, right, context).events)).toMatchObject({
      status: 'paid',
      review: null,
    });
  });
});
