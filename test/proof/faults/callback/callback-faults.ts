import { randomUUID } from 'node:crypto';
import { makeCapability } from '../../../../src/common/signatures.js';
import { SHORT } from '../../tally.js';
import type { Provider } from '../provider/accounts.js';
import {
  CURRENT,
  hmac,
  type Letter,
  type Subject,
  sealed,
  signed,
  text,
  unsealed,
  type Word,
  withToken,
} from './callback-letters.js';

export const PHASES = ['queued', 'under-way', 'processing', 'final'] as const;

/** `accepted`: nothing holds the payout back, so its intent is committed while callbacks come. */
export type CallbackPhase = (typeof PHASES)[number] | 'accepted';

export interface CallbackFault {
  readonly name: string;
  readonly phases: readonly CallbackPhase[];
  /** What every letter is answered with. */
  readonly answer: 200 | 401 | 413;
  readonly letters: (subject: Subject) => readonly Letter[];
  /** Between two letters. */
  readonly pauseMs: number;
  /** Whether the provider is asked about a payout of which something was sent. */
  readonly reads: (provider: Provider) => boolean;
}

const OTHER_ID = randomUUID();
/** After a read the next one that callbacks ask for is due this much later. */
const AFTER_THE_GAP_MS = 5_200;

type Letters = CallbackFault['letters'];

function taken(name: string, letters: Letters, special: Partial<CallbackFault> = {}): CallbackFault {
  return { name, letters, phases: PHASES, answer: 200, pauseMs: 0, reads: () => true, ...special };
}

function refused(name: string, of: { djamo: (subject: Subject) => Letter; jumia: (subject: Subject) => Letter }) {
  const letters: Letters = (subject) => [of[subject.provider](subject)];
  return taken(name, letters, { answer: 401, reads: () => false });
}

function tooLong(name: string, bytes: number): CallbackFault {
  const letters: Letters = (subject) => [
    sealed(subject, text(subject, 'failed').padEnd(bytes)),
    unsealed(subject, ' '.repeat(bytes)),
  ];
  return taken(name, letters, { answer: 413, reads: () => false });
}

/** Every order of one to four different letters about one payout. */
function everyOrder(subject: Subject): Letter[] {
  const words: [Word, number][] = [
    ['started', 5_000],
    ['paid', 5_000],
    ['failed', 5_000],
    ['paid', 4_000],
  ];
  const all = orders(words).filter((order) => !SHORT || order.length === 3);
  return all.flat().map(([word, amount]) => sealed(subject, text(subject, word, amount)));
}

function orders<T>(items: readonly T[]): T[][] {
  return items.flatMap((item) => [
    [item],
    ...orders(items.filter((other) => other !== item)).map((order) => [item, ...order]),
  ]);
}

const lie = (subject: Subject) => text(subject, 'failed');
const token = (id: string) => makeCapability(CURRENT, 'jumia-credits', id);
const times = (count: number, letter: Letter) => Array.from({ length: count }, () => letter);
const NESTED = `{"data":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;

/** The callback faults, each in every phase of the payout that it can come in. */
export const CALLBACK_FAULTS: readonly CallbackFault[] = [
  taken('before the intent is visible', (subject) => [sealed(subject, lie(subject))], { phases: ['accepted'] }),
  taken('before the answer of the POST', (subject) => [sealed(subject, lie(subject))], { phases: ['under-way'] }),
  taken('after the final state', (subject) => [sealed(subject, lie(subject))], { phases: ['final'] }),
  taken('twice', (subject) => times(2, sealed(subject, lie(subject)))),
  taken('once and five times again', (subject) => times(6, sealed(subject, lie(subject)))),
  taken('in every order of up to four', everyOrder),
  taken('under the key before the current one', (subject) => [sealed(subject, lie(subject), 'previous')]),
  taken('replayed later', (subject) => times(2, sealed(subject, lie(subject))), { pauseMs: AFTER_THE_GAP_MS }),
  taken('about another amount', (subject) => [sealed(subject, text(subject, 'paid', 9_999))]),
  taken('deeply nested', (subject) => [sealed(subject, NESTED)], { reads: (provider) => provider === 'jumia' }),
  refused('without a token or signature', {
    djamo: (subject) => unsealed(subject, lie(subject)),
    jumia: (subject) => unsealed(subject, lie(subject)),
  }),
  refused('with the token of another payout, or signed for another account', {
    djamo: (subject) => {
      const body = lie(subject);
      return signed(subject, body, hmac('djamo-accepted', body).toString('base64'));
    },
    jumia: (subject) => withToken(lie(subject), token(OTHER_ID)),
  }),
  refused('about another payout than its token, or of another body than was signed', {
    djamo: (subject) => signed(subject, lie(subject), hmac(subject.account, '{}').toString('base64')),
    jumia: (subject) => withToken(text({ ...subject, id: OTHER_ID }, 'failed'), token(subject.id)),
  }),
  refused('under a retired key', {
    djamo: (subject) => sealed(subject, lie(subject), 'retired'),
    jumia: (subject) => sealed(subject, lie(subject), 'retired'),
  }),
  refused('with a wrong HMAC', {
    djamo: (subject) => signed(subject, lie(subject), Buffer.alloc(32).toString('base64')),
    jumia: (subject) => withToken(lie(subject), `k2.${subject.id}.${'A'.repeat(43)}`),
  }),
  refused('with its HMAC in hex', {
    djamo: (subject) => {
      const body = lie(subject);
      return signed(subject, body, hmac(subject.account, body).toString('hex'));
    },
    jumia: (subject) => {
      const [kid, id, mac = ''] = token(subject.id).split('.');
      return withToken(lie(subject), `${kid}.${id}.${Buffer.from(mac, 'base64url').toString('hex')}`);
    },
  }),
  refused('with an empty token or signature', {
    djamo: (subject) => signed(subject, lie(subject), ''),
    jumia: (subject) => withToken(lie(subject), ''),
  }),
  refused('with two tokens or signatures, both good', {
    djamo: (subject) => {
      const body = lie(subject);
      const signature = hmac(subject.account, body).toString('base64');
      return signed(subject, body, [signature, signature]);
    },
    jumia: (subject) => withToken(lie(subject), token(subject.id), token(subject.id)),
  }),
  tooLong('of 10 MiB', 10 * 1_048_576),
  tooLong('one byte too long', 64 * 1_024 + 1),
];

/** JumiaPay's holds its accounts, so it comes when no other payout waits to be sent. */
export const UNKNOWN_PAYOUT = taken(
  'about a payout that nobody knows',
  (subject) => {
    const stranger = { ...subject, id: randomUUID() };
    return [sealed(stranger, lie(stranger))];
  },
  { reads: () => false },
);

export const NEVER = taken('never', () => [], { reads: () => false });
