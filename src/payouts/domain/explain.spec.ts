import {
  aHold,
  anAttempt,
  aPayout,
  aReview,
  aSchedule,
  BY_REFERENCE,
  NOON,
  UNVERIFIED,
} from '../../../test/support/factories.js';
import { type ExplainContext, type Explanation, explain } from './explain.js';
import { PAYOUT_STATUSES, type Payout } from './payout.js';

const { scope } = aPayout();
const here = { scope, currencies: [{ code: 'XOF', scale: 2 }], recipientKind: 'email' } as const;
const jumia = { ...here, safety: BY_REFERENCE, resendAfterAbsence: false };
const djamo = { ...here, safety: UNVERIFIED, resendAfterAbsence: false };
const verified = { ...here, safety: UNVERIFIED, resendAfterAbsence: true };
const elsewhere = { ...djamo, scope: 'https://jumia.example|CI|another wallet' };
const DAY = 86_400_000;
const PAUSED = aHold({ reason: 'paused', by: 'fatou', until: null });

function told(payout: Partial<Payout>, context: Partial<ExplainContext> = {}): Explanation {
  return explain(aPayout(payout), {
    attempts: [],
    schedule: aSchedule(),
    account: djamo,
    hold: null,
    takesBack: false,
    approvals: [],
    shortfall: null,
    approvalExpiresAt: NOON + DAY,
    quarantine: DAY,
    at: NOON,
    ...context,
  });
}

const DOUBT = { status: 'unconfirmed', submittedAt: NOON } as const;
const open = [anAttempt()];

describe('the summary', () => {
  it.each(PAYOUT_STATUSES)('of %s is one of its own', (status) => {
    const others = PAYOUT_STATUSES.filter((other) => other !== status).map((other) => told({ status: other }).summary);
    expect(others).not.toContain(told({ status }).summary);
  });

  it('says why a person has to look', () => {
    expect(told({ ...DOUBT, review: aReview('absent_at_provider') }).summary).toContain(aReview('conflict').message);
  });

  it.each([
    ['mark_paid', 'paid'],
    ['mark_failed', 'failed'],
  ] as const)('after %s says that only an operator said so, until the provider does', (action, status) => {
    const resolution = { action, by: 'fatou', note: '', at: NOON, answered: false };
    expect(told({ status, resolution }).summary).toContain('the provider has not said so');
    const answered = { ...resolution, answered: true };
    expect(told({ status, resolution: answered }).summary).toBe(told({ status }).summary);
  });

  it('does not claim that no money moved where only an operator said so', () => {
    const resolution = { action: 'mark_failed', by: 'fatou', note: '', at: NOON, answered: false } as const;
    const failure = { code: 'marked_failed', message: 'An operator says so.', providerReason: null } as const;
    expect(told({ status: 'failed', resolution, failure }, { attempts: open }).summary).not.toContain('No money moved');
  });
});

describe('what it waits for', () => {
  it.each([
    ['a review', { ...DOUBT, review: aReview('conflict') }, {}, 'a person'],
    ['an approval', { status: 'awaiting_approval' }, {}, 'an approval'],
    ['its turn', { status: 'queued' }, {}, 'its turn to be sent'],
    ['a probe', { status: 'queued' }, { hold: aHold() }, 'the provider to answer a probe of the account'],
    ['a person', { status: 'queued' }, { hold: PAUSED }, 'an operator to resume the account'],
    ['the provider', DOUBT, {}, 'an answer of the provider'],
    ['the provider, whatever the account', DOUBT, { hold: PAUSED }, 'an answer of the provider'],
    ['configuration', DOUBT, { account: null }, 'its account to be configured again'],
    ['its scope', DOUBT, { account: elsewhere }, 'its account to be configured again'],
  ] as const)('is %s', (_, payout, context, waitingFor) => {
    expect(told(payout, context).waitingFor).toBe(waitingFor);
  });

  it.each(['paid', 'failed', 'returned', 'canceled'] as const)('is nothing when it is %s', (status) => {
    expect(told({ status }).waitingFor).toBeNull();
  });
});

describe('the next step', () => {
  const resend = { account: jumia, attempts: open, schedule: aSchedule({ resendAt: NOON }) };

  it.each([
    ['send', { status: 'queued' }, {}, { action: 'send', at: NOON }],
    ['a probe', { status: 'queued' }, { hold: aHold() }, { action: 'probe the account', at: NOON + 5_000 }],
    ['nothing while it is paused', { status: 'queued' }, { hold: PAUSED }, null],
    ['nothing while a person looks', { status: 'queued', review: aReview('conflict') }, {}, null],
    ['a look-up', DOUBT, { attempts: open }, { action: 'look up at the provider', at: NOON }],
    [
      'a look-up, also in review',
      { ...DOUBT, review: aReview('conflict') },
      resend,
      { action: 'look up at the provider', at: NOON },
    ],
    ['the same id again', DOUBT, resend, { action: 'send the same id again', at: NOON }],
    ['nothing', { status: 'paid' }, { schedule: aSchedule({ nextAt: null }) }, null],
  ] as const)('is %s', (_, payout, context, next) => {
    expect(told(payout, context).next).toEqual(next);
  });
});

describe('whether it is sent again', () => {
  const due = aSchedule({ resendAt: NOON });
  const rejectedAgain = [anAttempt({ blocksResend: true })];

  it.each([
    ['final', { status: 'failed' }, { attempts: open, account: jumia, schedule: due }, 'final'],
    ['never sent', { status: 'queued' }, {}, 'Nothing was sent'],
    [
      'in review, and known',
      { ...DOUBT, review: aReview('conflict'), providerId: 'txn_1' },
      { attempts: open, account: jumia, schedule: due },
      'in review',
    ],
    ['under way', { status: 'submitting' }, { attempts: open, account: jumia, schedule: due }, 'in progress'],
    ['processing', { status: 'processing' }, { attempts: open, account: jumia, schedule: due }, 'has it'],
    ['known', { ...DOUBT, providerId: 'txn_1' }, { attempts: open, account: jumia, schedule: due }, 'has it'],
    ['refused again', DOUBT, { attempts: rejectedAgain, account: jumia, schedule: due }, 'refused the same id'],
    [
      'refused again, verified',
      DOUBT,
      { attempts: rejectedAgain, account: verified, schedule: due },
      'refused the same id',
    ],
    ['undocumented', DOUBT, { attempts: open, account: djamo, schedule: due }, 'could pay twice'],
    ['without an account', DOUBT, { attempts: open, account: null, schedule: due }, 'could pay twice'],
    ['not searched for', DOUBT, { attempts: open, account: jumia }, 'once a search found nothing'],
  ] as const)('is no when it is %s', (_, payout, context, reason) => {
    const { resend } = told(payout, context);
    expect(resend).toMatchObject({ allowed: false, notBefore: null });
    expect(resend.reason).toContain(reason);
  });

  it.each([
    ['the provider documents that ids are unique', jumia],
    ['the operator has verified it', verified],
  ])('is yes when %s and a search found nothing', (_, account) => {
    expect(told(DOUBT, { attempts: open, account, schedule: due }).resend).toMatchObject({
      allowed: true,
      notBefore: NOON,
    });
  });

  it('is no during the quarantine of a review, and then only by an operator', () => {
    const payout = { ...DOUBT, review: aReview('absent_at_provider') };
    expect(told(payout, { attempts: open }).resend).toMatchObject({ allowed: false, notBefore: NOON + DAY });
    const after = told(payout, { attempts: open, at: NOON + DAY }).resend;
    expect(after).toMatchObject({ allowed: true, notBefore: null });
    expect(after.reason).toContain('Only by an operator');
  });

  it('is yes when an operator has decided it', () => {
    const resolution = { action: 'resend', by: 'fatou', note: '', at: NOON, answered: false } as const;
    expect(told({ ...DOUBT, resolution }, { attempts: rejectedAgain, schedule: due }).resend).toEqual({
      allowed: true,
      reason: 'An operator has decided it.',
      notBefore: NOON,
    });
  });

  it('is yes when every attempt is proven not executed', () => {
    const attempts = [anAttempt({ proof: 'not_executed' })];
    expect(told({ status: 'queued', submittedAt: NOON }, { attempts }).resend).toMatchObject({ allowed: true });
  });
});

describe('the facts', () => {
  it('are told in order, with who says so', () => {
    const attempts = [
      anAttempt({ proof: 'not_executed', reason: 'no connection (ECONNREFUSED)' }),
      anAttempt({ number: 2, startedAt: NOON + 5_000, endedAt: NOON + 6_000 }),
      anAttempt({ number: 3, startedAt: NOON + 9_000, endedAt: null, outcome: null }),
    ];
    const unread = aSchedule({ readFailedAt: NOON + 9_000, readFailure: 'HTTP 500' });
    expect(told(DOUBT, { schedule: unread }).facts).toContainEqual({
      fact: 'The provider could not be read: HTTP 500.',
      source: 'worker',
      at: NOON + 9_000,
    });
    const schedule = aSchedule({ absences: 2, lastReadAt: NOON + 8_000 });
    expect(told(DOUBT, { attempts, schedule, hold: PAUSED }).facts).toEqual([
      { fact: 'The payout was accepted.', source: 'api', at: NOON },
      { fact: 'Attempt 1: not executed (no connection (ECONNREFUSED)).', source: 'worker', at: NOON + 1_000 },
      { fact: 'Attempt 2: outcome unknown (HTTP 500).', source: 'worker', at: NOON + 6_000 },
      { fact: 'Attempt 3: started, no answer yet.', source: 'worker', at: NOON + 9_000 },
      { fact: '2 complete searches since the last attempt found nothing.', source: 'worker', at: NOON + 8_000 },
      { fact: 'The account is paused by an operator.', source: 'fatou', at: NOON },
    ]);
  });
});

describe('what a person may do', () => {
  it.each([
    ['queued', null, ['cancel']],
    ['awaiting_approval', null, ['approve', 'reject', 'cancel']],
    ['queued', NOON, ['cancel', 'refresh']],
    ['unconfirmed', NOON, ['refresh']],
    ['submitting', NOON, ['refresh']],
    ['paid', NOON, ['refresh']],
    ['canceled', null, []],
  ] as const)('with a %s payout (submitted at %s) is %j', (status, submittedAt, actions) => {
    expect(told({ status, submittedAt }).actions).toEqual(actions);
  });

  it('with a queued payout of which a POST is in doubt is not to cancel it', () => {
    expect(told({ status: 'queued', submittedAt: NOON }, { attempts: open }).actions).toEqual(['refresh']);
  });

  it('with one of a foreign scope is not to refresh it', () => {
    expect(told(DOUBT, { account: elsewhere }).actions).toEqual([]);
  });

  it('with one in review is what the books allow', () => {
    const review = aReview('absent_at_provider');
    const actions = ['refresh', 'resolve:resend', 'resolve:mark_paid', 'resolve:mark_failed'];
    const later = { attempts: open, at: NOON + DAY };
    expect(told({ ...DOUBT, review }, later).actions).toEqual(actions);
    expect(told({ ...DOUBT, review, providerId: 'txn_1' }, later).actions).not.toContain('resolve:resend');
    expect(told({ ...DOUBT, review }, { attempts: open }).actions).toEqual(['refresh', 'resolve:mark_paid']);
  });

  it('with a paid one is to take it back, where the provider does that and nobody has asked yet', () => {
    const paid = { status: 'paid', submittedAt: NOON } as const;
    const asked = { requestedAt: NOON, updatedAt: NOON, reason: null, unanswered: 0, post: null };
    const may = (payout: object, context = {}) =>
      told({ ...paid, ...payout }, { takesBack: true, ...context }).actions.includes('cancel');
    expect(may({})).toBe(true);
    expect(may({ cancellation: { ...asked, status: 'refused' } })).toBe(true);
    expect(may({ cancellation: { ...asked, status: 'processing' } })).toBe(false);
    expect(may({ review: aReview('conflict') })).toBe(false);
    expect(may({}, { account: elsewhere })).toBe(false);
    expect(may({}, { takesBack: false })).toBe(false);
  });
});
