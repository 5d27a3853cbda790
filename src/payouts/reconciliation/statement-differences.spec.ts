import { anEcho, anObservation, aPayout } from '../../../test/support/factories.js';
import { differences, isContradiction } from './statement-differences.js';

const PAID = aPayout({ status: 'paid', providerId: 'txn_1' });
const kinds = (...args: Parameters<typeof differences>) => differences(...args).map(({ kind }) => kind);

describe('a line of a statement', () => {
  it('agrees with its payout', () => {
    const line = anObservation({ fact: 'paid', providerId: 'txn_1' });
    expect(differences(PAID, line)).toEqual([]);
    expect(isContradiction(PAID, line)).toBe(false);
  });

  it('of another transaction than the one bound is a duplicate, and so is a second line', () => {
    const other = anObservation({ fact: 'paid', providerId: 'txn_2' });
    expect(differences(PAID, other)).toEqual([{ kind: 'duplicate', expected: 'txn_1', actual: 'txn_2' }]);
    const unbound = { ...PAID, providerId: null };
    expect(kinds(unbound, other)).toEqual([]);
    expect(kinds(unbound, { ...other, duplicated: true })).toEqual(['duplicate']);
    expect([isContradiction(PAID, other), isContradiction(unbound, { ...other, duplicated: true })]).toEqual([
      true,
      true,
    ]);
  });

  it('to another recipient differs, without repeating who that is', () => {
    const line = anObservation({ fact: 'paid', providerId: 'txn_1', echo: anEcho({ recipient: 'eve@example.com' }) });
    expect(differences(PAID, line)).toEqual([{ kind: 'recipient_differs', expected: null, actual: null }]);
  });

  it('with a word that no document knows is strange only where nothing should change any more', () => {
    const line = anObservation({ fact: 'unknown', providerStatus: 'reversed', providerId: 'txn_1' });
    expect(differences(PAID, line)).toEqual([{ kind: 'unknown_word', expected: 'paid', actual: 'reversed' }]);
    expect([isContradiction(PAID, line), isContradiction({ ...PAID, status: 'processing' }, line)]).toEqual([
      true,
      false,
    ]);
  });
});
