import { setTimeout as sleep } from 'node:timers/promises';
import { type Behaviour, type Exchange, pass, type Reply } from './http-relay.js';

type Fields = Record<string, unknown>;

const JSON_TYPE = { 'content-type': 'application/json' };
const TEN_MIB = 10 * 1_048_576;

/** An error in the providers' own envelope: Djamo's bears its status, JumiaPay's is any JSON object. */
export function envelope(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = JSON.stringify({ statusCode: status, message: [`a simulated ${status}`] });
  return { status, headers: { ...JSON_TYPE, ...headers }, body };
}

/** A page of something between us and the provider. */
export function page(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = '<!DOCTYPE html><html><body>Something else answers here.</body></html>';
  return { status, headers: { 'content-type': 'text/html', ...headers }, body };
}

/** A status and nothing else, which is all that JumiaPay's document promises of its errors. */
export function bare(status: number): Reply {
  return { status, headers: {}, body: '' };
}

/** The provider never sees the request. */
export function instead(reply: Reply | ((exchange: Exchange) => Reply)): Behaviour {
  return (exchange) => exchange.answer(typeof reply === 'function' ? reply(exchange) : reply);
}

/** The provider carries the request out, and its answer is another one on the way back. */
export function afterwards(change: (reply: Reply) => Reply): Behaviour {
  return async (exchange) => exchange.answer(change(await exchange.forward()));
}

export const cutBefore: Behaviour = (exchange) => exchange.cut();
export const cutAfter: Behaviour = async (exchange) => {
  await exchange.forward();
  exchange.cut();
};
export const silentBefore: Behaviour = () => undefined;
export const silentAfter: Behaviour = async (exchange) => void (await exchange.forward());

/** The connection ends in the middle of the answer. */
export const cutInside: Behaviour = async ({ response, forward, cut }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), cut);
};

/** The provider sees the request only when the fault is over, and nobody listens for the answer any more. */
export const late: Behaviour = async (exchange) => {
  await exchange.over;
  exchange.answer(await exchange.forward());
};

/** One byte in 100 ms. */
export const drip: Behaviour = async ({ response, forward }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, headers);
  for (const byte of Buffer.from(body)) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(100);
  }
  response.end();
};

/** A good answer in 10 MiB of blanks. */
export const huge: Behaviour = afterwards((reply) => ({ ...reply, body: reply.body + ' '.repeat(TEN_MIB) }));

export const half = afterwards((reply) => ({ ...reply, body: reply.body.slice(0, reply.body.length / 2) }));

/** Who follows it sends a second request, which is let through. A client may refuse to go to the same address again. */
export function redirect(status: 307 | 308): Behaviour {
  return instead(({ path }) => {
    const location = `${path}${path.includes('?') ? '&' : '?'}moved=true`;
    return { status, headers: { location }, body: '' };
  });
}

/** `Retry-After` as a date, with the provider's own `Date` beside it. */
export const untilDate = instead(() =>
  envelope(429, { 'retry-after': new Date(Date.now() + 2_000).toUTCString(), date: new Date().toUTCString() }),
);

/** The first request gets the first of these and so on, all further ones the last. */
export function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  return (exchange) => (behaviours[exchange.earlier] ?? behaviours.at(-1) ?? pass)(exchange);
}

/** What a provider says that does not know a payout (yet). */
export const nothingThere = instead((exchange) =>
  isList(exchange)
    ? { status: 200, headers: JSON_TYPE, body: JSON.stringify({ count: 0, cursor: { next: null }, data: [] }) }
    : envelope(404),
);

/** Every transaction in an answer is told otherwise, in a list or by itself. */
function distorted(change: (transaction: Fields) => Fields): Behaviour {
  return afterwards((reply) => {
    const told = JSON.parse(reply.body) as Fields & { data?: Fields[] };
    const changed = told.data ? { ...told, data: told.data.map(change) } : change(told);
    return { ...reply, body: JSON.stringify(changed) };
  });
}

/** Djamo's status is a word, JumiaPay's has a word for its id. */
function withStatus(djamo: string, jumia: string): Behaviour {
  return distorted((told) => ({ ...told, status: 'msisdn' in told ? djamo : { id: jumia, label: jumia } }));
}

export const unknownWord = withStatus('frobnicated', 'frobnicated');
export const stale = withStatus('pending', 'processing_delivery');

export const otherAmount = distorted(({ amount, ...told }) => ({
  ...told,
  amount: typeof amount === 'number' ? amount + 1 : { ...(amount as Fields), value: 4_999 },
}));

export const otherRecipient = distorted((told) =>
  'msisdn' in told ? { ...told, msisdn: '+2250788888888' } : { ...told, customer_email: 'other@example.com' },
);

function isList({ path }: Exchange): boolean {
  return new URL(path, 'http://relay').pathname === '/v1/transactions';
}

const STRANGERS = Array.from({ length: 15 }, (_, index) => ({
  id: `txn_${index}`,
  reference: `${index}`,
  status: 'pending',
}));
/** As Djamo's cursors are made: all that is there. */
const WHOLE_LIST = Buffer.from('next___1000000').toString('base64');

/** Other people's transactions, with or without a word of a next page. */
function strangers(cursor: object): Behaviour {
  const body = JSON.stringify({ count: 15, limit: 15, data: STRANGERS, ...cursor });
  return (exchange) => (isList(exchange) ? exchange.answer({ status: 200, headers: JSON_TYPE, body }) : pass(exchange));
}

/** A full page that names no next one. */
export const noNext = strangers({});
/** Each page names itself as the next one. */
export const noEnd = strangers({ cursor: { prev: null, next: 'c2FtZQ==' } });

/** Djamo's list without the filter: strangers first, then pages of four that are reversed, repeated and miscounted. */
export const mixedPages: Behaviour = async (exchange) => {
  const url = new URL(exchange.path, 'http://relay');
  if (!isList(exchange)) return pass(exchange);
  if (!url.searchParams.has('cursor')) return strangers({ cursor: { prev: null, next: WHOLE_LIST } })(exchange);
  url.searchParams.delete('reference');
  url.searchParams.set('limit', '4');
  const reply = await exchange.forward(`${url.pathname}${url.search}`);
  const told = JSON.parse(reply.body) as { data: Fields[] };
  const data = [...told.data, ...told.data].reverse();
  return exchange.answer({ ...reply, body: JSON.stringify({ ...told, count: 999, data }) });
};
