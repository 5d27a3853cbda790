import * as http from './http-faults.js';
import { type Behaviour, pass } from './http-relay.js';
import type { LineFault } from './lines.js';

/** The reviews that a case may end with, or pass through. */
export const REVIEWS: readonly string[] = ['absent_at_provider', 'refused_after_unknown', 'mismatch'];

/** What a payout comes to: its status, or why a person has to look at it. */
export interface Ending {
  readonly final: string;
  /** POSTs that reached the relay; null: as many as probes were due. */
  readonly posts: number | null;
  /** Where every payout stands while the fault lasts. */
  readonly meanwhile?: string;
  /** Why the account is held while the fault lasts. */
  readonly hold?: string;
  /** A review that was opened on the way and is over. */
  readonly reviewed?: string;
}

/** What meets a payout in one phase, and what has to come of it. */
export interface Meeting {
  readonly line?: { readonly fault: LineFault; readonly from: 'the start' | 'the first POST' };
  readonly create?: Behaviour;
  readonly read?: Behaviour;
  /** Goes on until the payout stands where it has to meanwhile; otherwise the fault meets it once. */
  readonly lasts: boolean;
  readonly payouts: number;
  /** None for a provider that cannot have this fault. */
  readonly endings: { readonly djamo?: Ending; readonly jumia?: Ending };
}

export type Phase = 'first send' | 'look-up';

export interface Fault {
  readonly name: string;
  readonly meetings: Readonly<Record<Phase, Meeting>>;
}

const PAID: Ending = { final: 'paid', posts: 1 };
const UNFINDABLE: Ending = { final: 'absent_at_provider', posts: 1 };
const both = (ending: Ending) => ({ djamo: ending, jumia: ending });

const once = (behaviour: Behaviour) => http.inTurn(behaviour, pass);

/** The first POST was executed, whatever its answer looks like: the payout is found. */
function executed(create: Behaviour, ending: Partial<Ending> = {}): Meeting {
  return { create: once(create), lasts: false, payouts: 1, endings: both({ ...PAID, ...ending }) };
}

/** The first POST was not executed, and nobody can know: Djamo's goes to review, JumiaPay's same id is POSTed again. */
function lost(create: Behaviour): Meeting {
  return {
    create: once(create),
    lasts: false,
    payouts: 1,
    endings: { djamo: UNFINDABLE, jumia: { ...PAID, posts: 2 } },
  };
}

/** Nothing was executed and nothing is in doubt: everything waits until the account may send again. */
function held(hold: string, met: Behaviour | LineFault): Meeting {
  const meeting: Pick<Meeting, 'create' | 'line'> =
    typeof met === 'string' ? { line: { fault: met, from: 'the start' } } : { create: met };
  return { ...meeting, lasts: true, payouts: 4, endings: both({ final: 'paid', posts: null, hold }) };
}

/** A POST that was executed lost its answer, and no read tells anything until the fault is over. */
function unread(read: Behaviour, ending: Partial<Ending> = {}): Meeting {
  return {
    create: once(http.cutAfter),
    read,
    lasts: true,
    payouts: 1,
    endings: both({ ...PAID, meanwhile: 'unconfirmed', ...ending }),
  };
}

function onLine(fault: LineFault): Meeting {
  return { ...unread(pass), line: { fault, from: 'the first POST' } };
}

function fault(name: string, firstSend: Meeting, lookUp: Meeting): Fault {
  return { name, meetings: { 'first send': firstSend, 'look-up': lookUp } };
}

const after = (status: number) => http.afterwards(() => http.envelope(status));
const before = (status: number) => http.instead(http.envelope(status));
const bare = (status: number) => http.instead(http.bare(status));
const { cutAfter, cutBefore, instead, page } = http;

/** Absent for so long that Djamo's goes to review. JumiaPay refuses the second POST of its id: no third. */
const UNKNOWN_AT_FIRST = {
  djamo: { ...PAID, meanwhile: 'absent_at_provider', reviewed: 'absent_at_provider' },
  jumia: { ...PAID, posts: 2, meanwhile: 'refused_after_unknown', reviewed: 'refused_after_unknown' },
};

const REFUSED_AGAIN = { final: 'refused_after_unknown', posts: 2 };
const MISMATCHED = { meanwhile: 'mismatch', reviewed: 'mismatch' };
const PROCESSING = { meanwhile: 'processing' };

/** Only Djamo has lists. */
function listed(read: Behaviour, meanwhile: string, create: Behaviour = cutBefore): Meeting {
  const { final, posts } = create === cutBefore ? UNFINDABLE : PAID;
  return { create: once(create), read, lasts: true, payouts: 1, endings: { djamo: { final, posts, meanwhile } } };
}

/** Nobody can know that no request got through; the relay never sees the first one. */
const RESET_AT_ONCE: Meeting = {
  ...lost(pass),
  line: { fault: 'reset', from: 'the start' },
  lasts: true,
  endings: {
    djamo: { ...UNFINDABLE, posts: 0, meanwhile: 'unconfirmed' },
    jumia: { ...PAID, meanwhile: 'unconfirmed' },
  },
};

/** The provider and HTTP faults. A look-up always follows a POST that was executed and lost its answer. */
export const FAULTS: readonly Fault[] = [
  fault('a host name that does not resolve', held('unreachable', 'no such host'), onLine('no such host')),
  fault('a refused connection', held('unreachable', 'refused'), onLine('refused')),
  fault('a connection that nobody accepts', held('unreachable', 'never accepted'), onLine('never accepted')),
  fault('a certificate nobody trusts', held('unreachable', 'bad certificate'), onLine('bad certificate')),
  fault('a reset at the first byte', RESET_AT_ONCE, onLine('reset')),
  fault('a reset after the body, executed', executed(cutAfter), unread(cutAfter)),
  fault('a reset after the body, not executed', lost(cutBefore), unread(cutBefore)),
  fault('a reset in the middle of the answer', executed(http.cutInside), unread(http.cutInside)),
  fault('a timeout, executed', executed(http.silentAfter), unread(http.silentAfter)),
  fault('a timeout, not executed', lost(http.silentBefore), unread(http.silentBefore)),
  fault(
    'an execution long after our timeout',
    {
      ...lost(http.late),
      lasts: true,
      endings: { djamo: UNKNOWN_AT_FIRST.djamo, jumia: { ...PAID, posts: 2, meanwhile: 'paid' } },
    },
    unread(http.late),
  ),
  fault('500, executed', executed(after(500)), unread(after(500))),
  fault('500, not executed', lost(before(500)), unread(before(500))),
  fault('502 of a gateway, executed', executed(http.afterwards(() => page(502))), unread(instead(page(502)))),
  fault('504 of a gateway, executed', executed(http.afterwards(() => page(504))), unread(instead(page(504)))),
  fault(
    '503 with Retry-After',
    lost(instead(page(503, { 'retry-after': '1' }))),
    unread(instead(page(503, { 'retry-after': '1' })), { hold: 'throttled' }),
  ),
  fault(
    '429 with seconds',
    held('throttled', instead(http.envelope(429, { 'retry-after': '1' }))),
    unread(instead(http.envelope(429, { 'retry-after': '1' })), { hold: 'throttled' }),
  ),
  fault('429 with a date', held('throttled', http.untilDate), unread(http.untilDate, { hold: 'throttled' })),
  fault('409, executed', executed(after(409)), unread(before(409))),
  fault(
    '409, not executed',
    { ...lost(before(409)), endings: both({ final: 'refused_after_unknown', posts: 1 }) },
    unread(before(409)),
  ),
  fault(
    '400 in the envelope',
    { ...lost(before(400)), endings: both({ final: 'failed', posts: 1 }) },
    unread(before(400)),
  ),
  fault('400 in the envelope, executed', executed(after(400)), unread(after(400))),
  fault(
    '400 without a body',
    { ...lost(bare(400)), endings: { djamo: UNFINDABLE, jumia: { final: 'failed', posts: 1 } } },
    unread(bare(400)),
  ),
  fault('401 without a body', lost(bare(401)), unread(bare(401))),
  fault('404 without a body', lost(bare(404)), {
    ...unread(bare(404)),
    endings: { djamo: { ...PAID, meanwhile: 'unconfirmed' }, jumia: UNKNOWN_AT_FIRST.jumia },
  }),
  fault('400 of a gateway', lost(instead(page(400))), unread(instead(page(400)))),
  fault(
    '400 on the second POST of an id',
    {
      ...lost(cutBefore),
      create: http.inTurn(cutBefore, before(400)),
      endings: { djamo: UNFINDABLE, jumia: REFUSED_AGAIN },
    },
    { ...unread(http.nothingThere), endings: UNKNOWN_AT_FIRST },
  ),
  fault('422, executed', executed(after(422)), unread(after(422))),
  fault('422, not executed', lost(before(422)), unread(before(422))),
  fault('401 in the envelope, executed', executed(after(401)), unread(after(401))),
  fault('404 in the envelope, executed', executed(after(404)), unread(after(500))),
  fault('429 in the envelope, executed', executed(after(429)), unread(after(500))),
  fault('401 for a revoked key', held('account_fault', before(401)), unread(before(401))),
  fault('403 in the envelope', held('account_fault', before(403)), unread(before(403))),
  fault('403 of a firewall', lost(instead(page(403))), unread(instead(page(403)))),
  fault('404 of a gateway', lost(instead(page(404))), unread(instead(page(404)))),
  fault('200 with half of its JSON', executed(http.half), unread(http.half)),
  fault('200 with HTML', executed(http.afterwards(() => page(200))), unread(instead(page(200)))),
  fault('200 with HTML, not executed', lost(instead(page(200))), unread(instead(page(200)))),
  fault('an unknown status word', executed(http.unknownWord), unread(http.unknownWord)),
  fault(
    'an echo of another amount',
    executed(http.otherAmount, { reviewed: 'mismatch' }),
    unread(http.otherAmount, MISMATCHED),
  ),
  fault(
    'an echo of another recipient',
    executed(http.otherRecipient, { reviewed: 'mismatch' }),
    unread(http.otherRecipient, MISMATCHED),
  ),
  fault(
    'not found for a while after 201',
    { ...unread(http.nothingThere, PROCESSING), create: pass },
    unread(http.inTurn(http.stale, http.nothingThere), PROCESSING),
  ),
  fault('a stale state', { ...unread(http.stale, PROCESSING), create: pass }, unread(http.stale, PROCESSING)),
  fault('307', lost(http.redirect(307)), unread(http.redirect(307))),
  fault('308', lost(http.redirect(308)), unread(http.redirect(308))),
  fault(
    'pages that are mixed up, repeated and miscounted',
    listed(http.mixedPages, 'absent_at_provider'),
    listed(http.mixedPages, 'paid', cutAfter),
  ),
  fault(
    'a full page that names no next one',
    listed(http.noNext, 'unconfirmed'),
    listed(http.noNext, 'unconfirmed', cutAfter),
  ),
  fault('a list without end', listed(http.noEnd, 'unconfirmed'), listed(http.noEnd, 'unconfirmed', cutAfter)),
  fault('an answer of one byte in 100 ms', executed(http.drip), unread(http.drip)),
  fault('an answer of 10 MiB', executed(http.huge), unread(http.huge)),
];
