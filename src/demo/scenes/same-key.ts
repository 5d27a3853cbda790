import { randomUUID } from 'node:crypto';
import { expectStatus, type Reply } from '../http-call.js';
import { all, numbers, tally } from '../tally.js';
import type { Scene } from './scene.js';

const GROUP = 'ordered several times';
const REPEATS = 5;

/**
 * Shows that one payout is created if a request is repeated with the same Idempotency-Key. A request for another payout
 * with that key is refused.
 */
export const sameKey: Scene = {
  title: 'The consumer repeats its request',
  async play(stage) {
    const draft = stage.drafts.make('djamo', 'success');
    const key = `demo-${randomUUID()}`;
    const first = expectStatus(await stage.cauri.post(draft, key), 201, 'POST /v1/payouts');
    const order = stage.ordered(GROUP, draft, first);
    const again = await Promise.all(Array.from({ length: REPEATS }, () => stage.cauri.post(draft, key)));
    const payouts = await stage.settled([order]);
    const counted = tally(payouts, await stage.evidence());
    stage.check(
      again.every((reply) => isReplayOf(order.id, reply)) && all(payouts, 'paid') && counted.posts === 1,
      `${1 + REPEATS} requests with one Idempotency-Key: ${new Set([order.id, ...again.map(idOf)]).size} payout, ${numbers(counted)}`,
    );
    const other = await stage.cauri.post(stage.drafts.make('djamo', 'success'), key);
    stage.check(
      other.status === 422 && codeOf(other) === 'idempotency_key_reused',
      `the same key for another payout: ${other.status} ${codeOf(other)}, nothing is ordered`,
    );
  },
};

/**
 * Returns true if Cauri has repeated its first response about this payout: it has the same id, and the header
 * `idempotency-replayed`.
 */
function isReplayOf(id: string, reply: Reply): boolean {
  return reply.status === 201 && idOf(reply) === id && reply.headers.get('idempotency-replayed') === 'true';
}

function idOf({ body }: Reply): unknown {
  return (body as { id?: unknown }).id;
}

function codeOf({ body }: Reply): unknown {
  return (body as { code?: unknown }).code;
}
