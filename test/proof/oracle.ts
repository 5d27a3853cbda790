import { expectFoldedBooks } from '../support/books.js';
import {
  isSettled,
  type LedgerEntry,
  type PayoutBody,
  type SandboxRequest,
  until,
  type World,
} from '../support/world.js';

/** What a run came to. Everything but `payouts` and `reviews` must be 0: `judgeRun` fails otherwise. */
export interface Verdict {
  readonly payouts: number;
  /** Executed more than once, or POSTed to Djamo more than once without a 429 that allowed it. */
  readonly doubles: number;
  /** Accepted, and not in the books; or executed, and not in the books. */
  readonly lost: number;
  /** Neither final nor in review in time. */
  readonly stuck: number;
  /** Final, and the provider's ledger says something else. */
  readonly falseFinals: number;
  readonly reviews: number;
}

interface Books {
  readonly payouts: readonly PayoutBody[];
  readonly ledger: readonly LedgerEntry[];
  readonly posts: readonly SandboxRequest[];
}

export interface Judging {
  /** Review reasons that a run may end with, beside a Djamo submission that nobody could find. */
  readonly reviews?: readonly string[];
  /** Statuses besides the final ones that a payout may rest in. */
  readonly resting?: readonly string[];
  readonly timeoutMs?: number;
}

/**
 * The judge after everything has healed: compares what was accepted, our books, the providers' ledgers and the POSTs
 * that arrived, and everything that the service printed.
 */
export async function judgeRun(world: World, accepted: readonly string[], judging: Judging = {}): Promise<Verdict> {
  const settled = (payout: PayoutBody): boolean =>
    (isSettled(payout) && !isReturning(payout)) || (judging.resting ?? []).includes(payout.status);
  const all = async () => {
    const payouts = await world.payouts();
    await Promise.all(payouts.filter(isReturning).map(({ id }) => world.call('POST', `/v1/payouts/${id}/refresh`)));
    return payouts.every(settled) ? payouts : null;
  };
  const payouts = await until(all, judging.timeoutMs ?? 60_000).catch(() => world.payouts());
  const books = { payouts, ledger: await world.ledger(), posts: await world.allPosts() };
  const problems = {
    doubles: payouts.flatMap((payout) => doubled(payout, books)),
    lost: lost(accepted, books),
    stuck: payouts.filter((payout) => !settled(payout)).map(({ id, status }) => `${id} is still ${status}`),
    falseFinals: payouts.flatMap((payout) => falseFinal(payout, books)),
    reviews: payouts.flatMap((payout) => unexplained(payout, books, judging.reviews ?? [])),
    leaks: leaks(payouts, world.output()),
    told: await untold(world, payouts, books),
  };
  const none = { doubles: [], lost: [], stuck: [], falseFinals: [], reviews: [], leaks: [], told: [] };
  expect(problems).toEqual(none);
  await expectFoldedBooks(world.database.url);
  const reviews = payouts.filter(({ review }) => review !== null).length;
  return { payouts: payouts.length, doubles: 0, lost: 0, stuck: 0, falseFinals: 0, reviews };
}

/**
 * Its cancellation goes on at the provider. One that failed there succeeds later, and the books notice it within a day:
 * the judge does not wait so long, and asks.
 */
function isReturning({ status, review, cancellation }: PayoutBody): boolean {
  const { status: asked } = (cancellation ?? {}) as { status?: string };
  return status === 'paid' && review === null && ['requested', 'processing', 'failed'].includes(asked ?? '');
}

function kindsOf({ id }: PayoutBody, { ledger }: Books): string[] {
  return ledger.filter(({ reference }) => reference === id).map(({ kind }) => kind);
}

function doubled(payout: PayoutBody, books: Books): string[] {
  const executions = kindsOf(payout, books).filter((kind) => kind === 'executed').length;
  const posts = books.posts.filter(({ reference, answered }) => reference === payout.id && answered !== 429).length;
  return [
    ...(executions > 1 ? [`${payout.id} was executed ${executions} times`] : []),
    ...(payout.provider === 'djamo' && posts > 1 ? [`${payout.id} was POSTed to Djamo ${posts} times`] : []),
  ];
}

function lost(accepted: readonly string[], { payouts, ledger }: Books): string[] {
  const known = new Set(payouts.map(({ id }) => id));
  return [
    ...accepted.filter((id) => !known.has(id)).map((id) => `${id} was accepted and is gone`),
    ...ledger.filter(({ reference }) => !known.has(reference)).map(({ reference }) => `${reference} is a stranger`),
  ];
}

/** The last word of the ledger that decides about the money. */
function moneyOf(kinds: readonly string[]): string {
  return kinds.filter((kind) => ['executed', 'settled', 'failed', 'returned'].includes(kind)).at(-1) ?? 'nothing';
}

const AGREES: Readonly<Record<string, readonly string[]>> = {
  paid: ['settled'],
  returned: ['returned'],
  failed: ['failed', 'nothing'],
  canceled: ['nothing'],
};

function falseFinal(payout: PayoutBody, books: Books): string[] {
  if (payout.review !== null) return [];
  const money = moneyOf(kindsOf(payout, books));
  const agrees = AGREES[payout.status]?.includes(money) ?? true;
  const executed = books.ledger.find(({ kind, reference }) => kind === 'executed' && reference === payout.id);
  const same =
    executed === undefined ||
    (executed.amount === payout.amount && Object.values(payout.recipient).includes(executed.recipient));
  return agrees && same ? [] : [`${payout.id} is ${payout.status}, the ledger says ${money}`];
}

/**
 * A review is due only where no API could tell, with nothing to find by then: Djamo was POSTed once; or JumiaPay was, got
 * no answer through, and refuses the same id since.
 */
function unexplained(payout: PayoutBody, books: Books, allowed: readonly string[]): string[] {
  const { id, review, provider } = payout;
  if (review === null || allowed.includes(review.reason)) return [];
  const executed = books.ledger.find(({ kind, reference }) => kind === 'executed' && reference === id);
  const findable = executed !== undefined && Date.parse(executed.at) < Date.parse(review.since);
  const refused = books.posts.some(({ reference, answered }) => reference === id && answered === 400);
  if (review.reason === 'absent_at_provider' && provider === 'djamo' && !findable) return [];
  if (review.reason === 'refused_after_unknown' && refused && !findable) return [];
  return [`${id} (${provider}) is in review: ${review.reason}${findable ? ', although it could be found' : ''}`];
}

/** Thousands of connections at the same moment are more than a listening socket queues. */
const AT_ONCE = 50;

async function untold(world: World, payouts: readonly PayoutBody[], books: Books): Promise<string[]> {
  const problems: string[] = [];
  for (let first = 0; first < payouts.length; first += AT_ONCE) {
    const some = payouts.slice(first, first + AT_ONCE);
    problems.push(...(await Promise.all(some.map((payout) => untrue(world, payout, books)))).flat());
  }
  return problems;
}

interface Explanation {
  readonly summary: string;
  readonly waitingFor: string | null;
  readonly actions: readonly string[];
}

/** What the service tells about a payout: an attempt for each POST that arrived, and an explanation that fits its state. */
async function untrue(world: World, { id, status, review, resolution }: PayoutBody, books: Books): Promise<string[]> {
  const events = await world.call<{ data: { type: string }[] }>('GET', `/v1/payouts/${id}/events`);
  const { body: said } = await world.call<Explanation>('GET', `/v1/payouts/${id}/explanation`);
  const attempts = events.body.data.filter(({ type }) => type === 'submission_started').length;
  const posts = books.posts.filter(({ reference }) => reference === id).length;
  const confirmed = said.summary.includes('has confirmed that the payout was paid');
  const statements: [boolean, string][] = [
    [posts <= attempts, `${posts} POSTs of ${attempts} attempts`],
    [(said.waitingFor === 'a person') === (review !== null), `waits for ${said.waitingFor}`],
    [said.actions.some((action) => action.startsWith('resolve')) === (review !== null), `offers ${said.actions}`],
    [confirmed === (status === 'paid' && resolution === null), said.summary],
  ];
  return statements.filter(([holds]) => !holds).map(([, told]) => `${id} (${status}): ${told}`);
}

const SECRETS = [/test-key-of/, /at_sandbox/, /sandbox-api-key/, /[?&]c=[\w-]+\./, /Bearer\s+\S/, /whsec_/];

/** Secrets, capability tokens, telephone numbers and e-mail addresses in what the service printed. */
function leaks(payouts: readonly PayoutBody[], output: string): string[] {
  const recipients = payouts.flatMap(({ recipient }) => Object.values(recipient) as string[]);
  const personal = [...new Set(recipients)].filter((recipient) => output.includes(recipient.replace('+', '')));
  return [...SECRETS.filter((secret) => secret.test(output)).map(String), ...personal];
}
