import { aHold, NOON, OUTCOMES } from '../../../test/support/factories.js';
import { type AccountState, isProbed, OPEN_ACCOUNT } from './account-hold.js';
import { failedBecause } from './failures.js';
import type { Failure, PayoutStatus } from './payout.js';
import { afterRefusal, afterSettling } from './shortfall-hold.js';

const DJAMO = { holdOnShortfall: true, tellsBalance: true, holdPlan: [5_000, 15_000], at: NOON };
const JUMIA = { ...DJAMO, tellsBalance: false };
const failed = (providerReason: string | null): { status: PayoutStatus; failure: Failure } => ({
  status: 'failed',
  failure: failedBecause('failed', 'It failed.', providerReason),
});
const processing = { status: 'processing' as const, failure: null };
const paid = { status: 'paid' as const, failure: null };
const SHORT = failed('SIM_INSUFFICIENT_FUNDS');

describe('a lack of funds', () => {
  it('is a code of its own', () => {
    expect(SHORT.failure.code).toBe('insufficient_funds');
    expect(failed('delivery failed').failure.code).toBe('failed');
  });

  it('holds the account after the first payout, until the balance is read', () => {
    const { hold } = afterSettling(processing, SHORT, DJAMO)(OPEN_ACCOUNT);
    expect(hold).toMatchObject({ reason: 'insufficient_funds', by: 'worker', until: NOON + 5_000 });
    expect(hold && isProbed(hold)).toBe(true);
    expect(afterSettling(SHORT, SHORT, DJAMO)(OPEN_ACCOUNT)).toBe(OPEN_ACCOUNT);
  });

  it('is ended by a person where the provider tells no balance', () => {
    const { hold } = afterSettling(processing, SHORT, JUMIA)(OPEN_ACCOUNT);
    expect(hold).toMatchObject({ reason: 'insufficient_funds', until: null });
    expect(hold && isProbed(hold)).toBe(false);
  });

  it('told by a refusal holds too, and a probe that is refused again waits longer', () => {
    const refused = { ...OUTCOMES.refused, providerReason: 'Solde insuffisant' };
    const held = afterRefusal(refused, { ...DJAMO, startedAt: NOON - 1 })?.(OPEN_ACCOUNT) ?? OPEN_ACCOUNT;
    expect(held.hold).toMatchObject({ reason: 'insufficient_funds', step: 1 });
    const probe = afterRefusal(refused, { ...DJAMO, startedAt: NOON });
    expect(probe?.(held).hold).toMatchObject({ step: 2, until: NOON + 15_000 });
    expect(afterRefusal(OUTCOMES.refused, { ...DJAMO, startedAt: NOON })).toBeNull();
  });

  it('told by several POSTs that were under way together is one hold, whose first probe is not delayed', () => {
    const refused = { ...OUTCOMES.refused, providerReason: 'Solde insuffisant' };
    const change = afterRefusal(refused, { ...DJAMO, startedAt: NOON - 1 });
    const held = [change, change, change].reduce((state, next) => next?.(state) ?? state, OPEN_ACCOUNT);
    expect(held.hold).toMatchObject({ step: 1, until: NOON + 5_000 });
  });

  it('leaves the hold of a person, and holds nothing where it is switched off', () => {
    const paused: AccountState = { ...OPEN_ACCOUNT, hold: aHold({ reason: 'paused', by: 'awa', until: null }) };
    expect(afterSettling(processing, SHORT, DJAMO)(paused)).toBe(paused);
    const off = { ...DJAMO, holdOnShortfall: false };
    expect(afterSettling(processing, SHORT, off)(OPEN_ACCOUNT)).toBe(OPEN_ACCOUNT);
    const refused = { ...OUTCOMES.refused, providerReason: 'not enough funds' };
    expect(afterRefusal(refused, { ...off, startedAt: NOON })).toBeNull();
  });
});

describe('failures without a reason', () => {
  const UNTOLD = failed(null);
  const stateAfter = (
    changes: readonly [typeof processing | typeof UNTOLD, typeof paid | typeof UNTOLD][],
    context = JUMIA,
  ) => changes.reduce((state, [before, now]) => afterSettling(before, now, context)(state), OPEN_ACCOUNT);
  const times = (count: number) => Array.from({ length: count }, () => [processing, UNTOLD] as [never, never]);

  it('hold the account at the fifth in a row, for a person', () => {
    expect(stateAfter(times(4)).hold).toBeNull();
    expect(stateAfter(times(5)).hold).toMatchObject({ reason: 'repeated_failures', until: null });
  });

  it.each([
    ['a payout that is paid', [processing, paid]],
    ['a failure with another reason', [processing, failed('unknown customer')]],
  ])('are counted anew after %s', (_, change) => {
    expect(stateAfter([...times(4), change as [never, never], ...times(4)]).hold).toBeNull();
  });

  it('count no longer when a callback tells the reason', () => {
    expect(stateAfter([...times(4), [UNTOLD, failed('unknown customer')], ...times(1)]).hold).toBeNull();
  });

  it('are nothing where the provider tells its balance', () => {
    expect(stateAfter(times(9), DJAMO)).toBe(OPEN_ACCOUNT);
  });
});
