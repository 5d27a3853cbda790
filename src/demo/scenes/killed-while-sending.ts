import { randomUUID } from 'node:crypto';
import { type Draft, PROVIDERS } from '../drafts.js';
import { CONCURRENCY } from '../environment.js';
import { expectStatus, type Reply } from '../http-call.js';
import type { Order, Stage } from '../stage.js';
import { plural } from '../tally.js';
import type { Scene } from './scene.js';

const BEFORE = 4;
const BEHIND = 8;
const AT_THE_KILL = 4;
const UNDER_WAY = 'killed: POST under way';
const OTHERS = 'killed: before and behind';

/** Request that the demo sends: the body and its Idempotency-Key, with which it can be repeated. */
interface Request {
  readonly draft: Draft;
  readonly key: string;
  /** Response to the request. Null if the service was killed before it answered. */
  readonly reply: Promise<Reply | null>;
}

/** Shows that a service killed by SIGKILL sends no payout twice and loses none after it is started again. */
export const killedWhileSending: Scene = {
  title: 'kill -9 in the middle of a payroll',
  async play(stage) {
    const slow = await orderMost(stage);
    const underWay = await stage.cauri.payouts({ status: 'submitting' });
    const requests = orderSomeMore(stage);
    // One response has arrived, so the kill happens while the service is accepting the other requests.
    await Promise.race(requests.map(({ reply }) => reply));
    await stage.service.kill();
    stage.check(
      underWay.length > 0,
      `killed with ${plural(underWay.length, 'POST')} under way: executed by the providers, not answered yet`,
    );
    const killedAt = Date.now();
    await stage.service.start();
    await repeat(stage, requests);
    await recovery(stage, slow, killedAt);
  },
};

/**
 * Requests payouts, among them slow ones: the provider executes these at once but answers late. They are as many as the
 * service can send at the same time, so that all its POSTs are in progress at the kill. Returns the slow ones after the
 * providers have executed them.
 */
async function orderMost(stage: Stage): Promise<Order[]> {
  const { drafts } = stage;
  const total = PROVIDERS.length * (BEFORE + CONCURRENCY + BEHIND + AT_THE_KILL);
  stage.reporter.note(`${total} payouts; the providers take their time to answer ${PROVIDERS.length * CONCURRENCY}`);
  await stage.settled(await stage.order(OTHERS, drafts.onBoth('success', BEFORE)));
  const slow = await stage.order(UNDER_WAY, drafts.onBoth('slow', CONCURRENCY));
  await stage.order(OTHERS, drafts.onBoth('success', BEHIND));
  await stage.until(
    () => stage.evidence(),
    (evidence) => slow.every(({ id }) => evidence.executions(id) === 1),
  );
  return slow;
}

/**
 * Sends the last payout requests and does not wait for the responses. The service is killed while it accepts these
 * requests.
 */
function orderSomeMore(stage: Stage): Request[] {
  return stage.drafts.onBoth('success', AT_THE_KILL).map((draft) => {
    const key = `demo-${randomUUID()}`;
    return { draft, key, reply: stage.cauri.post(draft, key).catch(() => null) };
  });
}

/**
 * Repeats the last payout requests with the same idempotency keys, as a consumer should do if no response came. Checks
 * that a request which was answered before the kill gets the same payout again.
 */
async function repeat(stage: Stage, requests: readonly Request[]): Promise<void> {
  let unanswered = 0;
  let acceptedUnheard = 0;
  let consistent = true;
  for (const { draft, key, reply } of requests) {
    const before = await reply;
    const again = await stage.cauri.post(draft, key);
    const { id } = stage.ordered(OTHERS, draft, expectStatus(again, 201, 'the repeated POST'));
    const replayed = again.headers.get('idempotency-replayed') === 'true';
    if (before === null) {
      unanswered += 1;
      acceptedUnheard += replayed ? 1 : 0;
    } else consistent &&= replayed && (before.body as { id?: unknown }).id === id;
  }
  stage.check(
    consistent,
    `started again; the last ${plural(requests.length, 'request')} repeated with their keys: ${unanswered} had got no ` +
      `answer, ${acceptedUnheard} of them were accepted all the same, none is ordered twice`,
  );
}

/**
 * Waits until the restarted service has finished all payouts. The killed process had a lease of each payout that it was
 * sending (a time for which only this process may send it). When that time has passed, the service looks up the payout
 * at the provider. Checks that this happened and that none was sent again.
 */
async function recovery(stage: Stage, slow: readonly Order[], killedAt: number): Promise<void> {
  await stage.allSettled();
  const seconds = ((Date.now() - killedAt) / 1_000).toFixed(1);
  const events = await Promise.all(slow.map(({ id }) => stage.cauri.events(id)));
  const doubted = events.filter((list) => list.some(({ type }) => type === 'submission_unknown')).length;
  const evidence = await stage.evidence();
  const sentAgain = slow.filter(({ id }) => evidence.posts(id) > 1).length;
  stage.check(
    doubted > 0 && sentAgain === 0,
    `${plural(doubted, 'payout')} in doubt: looked up when their leases ended, ${sentAgain} sent again; ` +
      `everything final ${seconds} s after the kill`,
  );
}
