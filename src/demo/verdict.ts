import type { LedgerEntry, LedgerKind } from '../sandbox/ledger.js';
import { isSettled, type PayoutView } from './cauri-client.js';
import { PROVIDERS, type ProviderName } from './drafts.js';
import type { Order } from './stage.js';

/** Three independent records of the same payouts. */
export interface Books {
  /** Payout requests that Cauri answered with 201. */
  readonly orders: readonly Order[];
  /** Payouts in Cauri's API. */
  readonly payouts: readonly PayoutView[];
  /** Ledgers of the simulated providers. */
  readonly ledgers: Readonly<Record<ProviderName, readonly LedgerEntry[]>>;
}

/** Result of one comparison. */
export interface Check {
  /** Sentence that should be true. It is printed also if it is not. */
  readonly statement: string;
  /** Differences that contradict the statement, one sentence each. Empty if the statement is true. */
  readonly differences: readonly string[];
}

interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** Statuses of payouts whose recipient got the money. Of a returned payout, it came back later. */
const MOVED = ['paid', 'returned'];

/**
 * Compares the three records and returns the result of each comparison, in the order in which they are printed. Payouts
 * in review (a person must decide) are left out where paid or returned amounts are compared, because nobody knows their
 * outcome yet.
 */
export function compare(books: Books): Check[] {
  const { orders, payouts } = books;
  const moved = payouts.filter(({ status, review }) => review === null && MOVED.includes(status));
  const returned = moved.filter(({ status }) => status === 'returned');
  const unmoved = payouts.filter(({ status }) => status === 'failed' || status === 'canceled');
  return [
    {
      statement: `all ${orders.length} payouts that were ordered are there as ordered: none is lost, none is extra`,
      differences: [
        ...orders.flatMap((order) => lost(order, payouts)),
        ...payouts.flatMap((one) => extra(one, orders)),
      ],
    },
    {
      statement: `each of the ${payouts.length} is final, or says why it waits for a person`,
      differences: payouts.filter((payout) => !isSettled(payout)).map((payout) => `${name(payout)} is not final`),
    },
    {
      statement: 'the ledgers have nothing that Cauri does not know',
      differences: PROVIDERS.flatMap((provider) => strangers(provider, books)),
    },
    {
      statement: 'every payout was executed at most once',
      differences: payouts.flatMap((payout) => repeated(payout, books)),
    },
    {
      statement: `each of the ${moved.length} paid (${returned.length} returned since) was executed once: same amount, same recipient, settled`,
      differences: moved.flatMap((payout) => unpaid(payout, books)),
    },
    {
      statement: `each of the ${returned.length} returned came back: same amount; of the other paid nothing did`,
      differences: moved.flatMap((payout) => returnedOtherwise(payout, books)),
    },
    {
      statement: `each of the ${unmoved.length} failed or canceled moved nothing`,
      differences: unmoved.flatMap((payout) => movedAfterAll(payout, books)),
    },
    ...PROVIDERS.flatMap((provider) => sameTotals(provider, books)),
  ];
}

/**
 * Returns a line with the reason for each payout in review. A review is not an error, but nobody should overlook it.
 */
export function reviews({ payouts }: Books): string[] {
  return payouts.flatMap((payout) =>
    payout.review === null ? [] : [`${name(payout)}: ${payout.review.reason}. ${payout.review.message}`],
  );
}

/**
 * Returns a difference if Cauri does not have an accepted payout, or has it with another provider, amount, currency or
 * recipient.
 */
function lost({ id, draft }: Order, payouts: readonly PayoutView[]): string[] {
  const payout = payouts.find((candidate) => candidate.id === id);
  if (!payout) return [`${id} was answered with 201, and Cauri does not know it`];
  const ordered = `${draft.provider} ${draft.amount} ${draft.currency} ${Object.values(draft.recipient).join()}`;
  const stored = `${payout.provider} ${payout.amount} ${payout.currency} ${recipientOf(payout)}`;
  return ordered === stored ? [] : [`${name(payout)} was ordered as ${ordered}, and is ${stored}`];
}

function extra(payout: PayoutView, orders: readonly Order[]): string[] {
  return orders.some(({ id }) => id === payout.id) ? [] : [`${name(payout)} was never ordered`];
}

/** Returns a difference for each executed transaction that is no payout of Cauri. */
function strangers(provider: ProviderName, { payouts, ledgers }: Books): string[] {
  const known = new Set(payouts.filter((payout) => payout.provider === provider).map(({ id }) => id));
  return ledgers[provider]
    .filter(({ kind, reference }) => kind === 'executed' && !known.has(reference ?? ''))
    .map(({ id, reference, amount }) => `${provider} executed ${id} (reference ${reference}, ${amount})`);
}

function repeated(payout: PayoutView, books: Books): string[] {
  const count = entriesOf(payout, books).filter(({ kind }) => kind === 'executed').length;
  return count <= 1 ? [] : [`${name(payout)} was executed ${count} times`];
}

/** Returns a difference unless the payout was executed and settled exactly once, with the same amount and recipient. */
function unpaid(payout: PayoutView, books: Books): string[] {
  const entries = entriesOf(payout, books);
  const facts = `${payout.amount} ${payout.currency} ${recipientOf(payout)}`;
  return ['executed', 'settled'].flatMap((wanted) => {
    const found = entries.filter(({ kind }) => kind === wanted);
    const asked = found.filter((entry) => `${entry.amount} ${entry.currency} ${entry.recipient}` === facts);
    return found.length === 1 && asked.length === 1
      ? []
      : [`${name(payout)}: ${facts} was ${wanted} ${asked.length} times, anything ${found.length} times`];
  });
}

/**
 * Returns a difference if the ledger shows that a failed or canceled payout moved money. The ledger may have a failed
 * payout if it was never settled and its last entry is the failure. It must not have a canceled one.
 */
function movedAfterAll(payout: PayoutView, books: Books): string[] {
  const kinds = entriesOf(payout, books).map(({ kind }) => kind);
  const nothing = kinds.length === 0;
  const undone = payout.status === 'failed' && kinds.at(-1) === 'failed' && !kinds.includes('settled');
  return nothing || undone ? [] : [`${name(payout)}, but the ledger says ${kinds.join(', ')}`];
}

/** Returns a difference if the returned amount differs between Cauri and the ledger. */
function returnedOtherwise(payout: PayoutView, books: Books): string[] {
  const entries = entriesOf(payout, books).filter(({ kind }) => kind === 'returned');
  const [ours, theirs] = [total(returns([payout])), total(entries)];
  return ours === theirs ? [] : [`${name(payout)}: Cauri says that it returned ${ours}, the ledger ${theirs}`];
}

/**
 * Compares totals of Cauri's payouts with totals of the provider's ledger: for each currency, what was paid and what
 * was returned. Payouts in review are left out.
 */
function sameTotals(provider: ProviderName, { payouts, ledgers }: Books): Check[] {
  const open = new Set(payouts.filter(({ review }) => review !== null).map(({ id }) => id));
  const paid = payouts.filter((one) => one.provider === provider && MOVED.includes(one.status) && !open.has(one.id));
  const entries = ledgers[provider].filter(({ reference }) => !open.has(reference ?? ''));
  const ofKind = (wanted: LedgerKind) => entries.filter(({ kind }) => kind === wanted);
  return [
    ...sameSums(
      paid,
      ofKind('settled'),
      (ours, theirs) => `${provider}: Cauri paid ${ours}, the ledger settled ${theirs}`,
    ),
    ...sameSums(
      returns(paid),
      ofKind('returned'),
      (ours, theirs) => `${provider}: Cauri says that ${ours} came back, the ledger returned ${theirs}`,
    ),
  ];
}

/** Compares two lists of amounts, by their total for each currency. Returns no check if both are empty. */
function sameSums(
  ours: readonly Money[],
  theirs: readonly Money[],
  statement: (ours: string, theirs: string) => string,
): Check[] {
  const currencies = new Set([...ours, ...theirs].map(({ currency }) => currency));
  return [...currencies].map((currency) => {
    const sums = [ours, theirs].map((items) => total(items.filter((item) => item.currency === currency)));
    const [sum = '', sumOfTheirs = ''] = sums;
    return {
      statement: statement(`${sum} ${currency}`, `${sumOfTheirs} ${currency}`),
      differences: sum === sumOfTheirs ? [] : ['the sums differ'],
    };
  });
}

function returns(payouts: readonly PayoutView[]): Money[] {
  return payouts.flatMap(({ status, returnedAmount, currency }) =>
    status === 'returned' && returnedAmount !== null ? [{ amount: returnedAmount, currency }] : [],
  );
}

/**
 * Returns the sum of amounts of one currency as a decimal string, or `0` for an empty list. All amounts must have the
 * same number of decimals. They are added as integers, so that nothing is rounded.
 */
function total(items: readonly Money[]): string {
  const decimals = items[0]?.amount.split('.')[1]?.length ?? 0;
  const units = items.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n);
  const digits = String(units).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function entriesOf({ id }: PayoutView, { ledgers }: Books): LedgerEntry[] {
  return PROVIDERS.flatMap((provider) => ledgers[provider].filter(({ reference }) => reference === id));
}

function recipientOf({ recipient }: PayoutView): string {
  return recipient.msisdn ?? recipient.email ?? 'nobody';
}

function name({ id, provider, status }: PayoutView): string {
  return `${id} (${provider}, ${status})`;
}
