import { anAttempt, aPayout, aReview, NOON } from '../../../test/support/factories.js';
import { applyEvents } from './fold.js';
import { PAYOUT_STATUSES, type Payout, RESOLUTION_ACTIONS } from './payout.js';
import { obstacleTo, type ResolveContext, resendSchedule, resolve } from './resolution.js';

const DAY = 86_400_000;
const { scope } = aPayout();
const account = { scope, currencies: [{ code: 'XOF', scale: 2 }], recipientKind: 'email' } as const;
const moved = { ...account, scope: 'https://jumia.example|CI|another wallet' };

function context(overrides: Partial<ResolveContext> = {}): ResolveContext {
  return { attempts: [anAttempt()], account, quarantine: DAY, at: NOON + DAY, ...overrides };
}

function inReview(overrides: Partial<Payout> = {}): Payout {
  return aPayout({ status: 'unconfirmed', submittedAt: NOON, review: aReview('absent_at_provider'), ...overrides });
}

const request = { by: 'fatou', note: 'Asked the provider by telephone', at: NOON + DAY };

describe('what keeps an operator from settling a payout by hand', () => {
  it.each(RESOLUTION_ACTIONS)('%s: that nobody has to look at it', (action) => {
    expect(obstacleTo(action, inReview({ review: null }), context())?.code).toBe('state_conflict');
  });

  it.each(RESOLUTION_ACTIONS)('%s: nothing, when its last attempt is a quarantine ago', (action) => {
    expect(obstacleTo(action, inReview(), context())).toBeNull();
  });

  it.each([
    ['resend', 'quarantine'],
    ['mark_failed', 'quarantine'],
    ['mark_paid', undefined],
  ] as const)('%s: that an attempt of unknown outcome is too young: %s', (action, code) => {
    const young = obstacleTo(action, inReview(), context({ at: NOON + DAY - 1 }));
    expect(young?.code).toBe(code);
    if (code) expect(young?.until).toBe(NOON + DAY);
  });

  it.each(['not_executed', 'rejected'] as const)('is no young attempt that is %s', (proof) => {
    const attempts = [anAttempt({ proof })];
    expect(obstacleTo('mark_failed', inReview(), context({ attempts, at: NOON }))).toBeNull();
  });

  it.each(PAYOUT_STATUSES)('is a status from which it makes no sense: %s', (status) => {
    const allowed = RESOLUTION_ACTIONS.filter((action) => !obstacleTo(action, inReview({ status }), context()));
    expect(allowed).toEqual(
      {
        awaiting_approval: ['resend'],
        queued: ['resend', 'mark_paid', 'mark_failed'],
        submitting: [],
        unconfirmed: ['resend', 'mark_paid', 'mark_failed'],
        processing: ['mark_paid', 'mark_failed'],
        paid: ['mark_paid', 'mark_failed'],
        failed: ['mark_paid', 'mark_failed'],
        returned: [],
        canceled: [],
      }[status],
    );
  });

  it.each([
    ['the provider has it', { providerId: 'txn_1' }, {}],
    ['it has expired', { expiresAt: NOON + DAY }, {}],
    ['it was sent under another scope', {}, { account: moved }],
    ['its account is not configured', {}, { account: null, attempts: [] }],
    ['its account pays no such currency now', {}, { account: { ...moved, currencies: [] }, attempts: [] }],
    ['its account counts in other units now', { scale: 0 }, { account: moved, attempts: [] }],
    ['its account pays to telephones now', {}, { account: { ...moved, recipientKind: 'msisdn' }, attempts: [] }],
  ] as const)('is, for sending again, that %s', (_, payout, changed) => {
    expect(obstacleTo('resend', inReview(payout), context(changed))?.code).toBe('state_conflict');
  });
});

describe('a payout that an operator has sent again', () => {
  it('is due at once, and counts as unfinished from then on', () => {
    const after = applyEvents(inReview(), [resolve(inReview(), { ...request, action: 'resend' }, context())]);
    expect(after).toMatchObject({ status: 'unconfirmed', review: null, scope, queuedAt: request.at });
    expect(resendSchedule(inReview(), request.at)).toEqual({
      nextAt: request.at,
      pollStep: 0,
      resendAt: request.at,
    });
  });

  it('takes the new scope of its account when it was never sent', () => {
    const payout = inReview({ status: 'queued', review: aReview('account_changed') });
    const changed = context({ account: moved, attempts: [] });
    expect(obstacleTo('resend', payout, changed)).toBeNull();
    const after = applyEvents(payout, [resolve(payout, { ...request, action: 'resend' }, changed)]);
    expect(after).toMatchObject({ status: 'queued', scope: moved.scope, review: null });
  });

  it('still waits for its approval', () => {
    const payout = inReview({ status: 'awaiting_approval', queuedAt: null });
    const after = applyEvents(payout, [resolve(payout, { ...request, action: 'resend' }, context({ attempts: [] }))]);
    expect([after.status, after.queuedAt, resendSchedule(payout, NOON)]).toEqual(['awaiting_approval', null, {}]);
  });
});

describe('a payout that an operator has settled', () => {
  it.each([
    ['mark_paid', { status: 'paid', failure: null }],
    ['mark_failed', { status: 'failed', failure: { code: 'marked_failed' } }],
  ] as const)('by %s says who did it', (action, state) => {
    const event = resolve(inReview(), { ...request, action }, context());
    const resolution = { ...request, action, answered: false };
    expect(applyEvents(inReview(), [event])).toMatchObject({
      ...state,
      scope,
      review: null,
      resolution,
      settledAt: NOON + DAY,
    });
    expect(event.data).toEqual({ action, by: 'fatou', note: request.note });
  });

  it('keeps the time at which it was settled before', () => {
    const payout = inReview({ status: 'paid', settledAt: NOON });
    expect(resolve(payout, { ...request, action: 'mark_failed' }, context()).changes.settledAt).toBe(NOON);
  });
});
