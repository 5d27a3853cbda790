import type { DatabaseKind } from '../../support/databases.js';
import { freePort } from '../../support/mariadb-server.js';
import type { RunningService } from '../../support/service.js';
import { type Message, WebhookReceiver } from '../../support/webhook-receiver.js';
import { type PayoutBody, toEmail, toPhone, until, World } from '../../support/world.js';
import { judgeRun, type Verdict } from '../oracle.js';
import { withCallbacks } from '../with-callbacks.js';

const ENDPOINTS = '/v1/webhook-endpoints';
const BATCH = 50;
const KILLS = 10;
const KILLS_OF_A_SAMPLE = 4;
/** So many payouts or fewer are a sample. */
const SAMPLE = 100;
/** The flaky endpoint refuses one event in so many. Fewer than five in a row, so that its breaker stays closed. */
const REFUSES_ONE_IN = 20;

interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly id: string; readonly version: number; readonly status: string };
}

interface DeliveryPage {
  readonly data: readonly { readonly eventId: string; readonly attempt: number }[];
  readonly nextCursor: string | null;
}

interface Endpoint {
  readonly name: 'steady' | 'flaky' | 'latest';
  readonly id: string;
  readonly receiver: WebhookReceiver;
}

/** Orders payouts in batches while instances are killed, and judges what three endpoints and a reader of the feed got. */
export class DeliveryRun {
  private readonly endpoints: Endpoint[] = [];
  private readonly feed: FeedEvent[] = [];
  private readonly accepted: string[] = [];
  private second: RunningService | null = null;
  private ordered = false;
  private ended = false;

  private constructor(
    private readonly world: World,
    private readonly kind: DatabaseKind,
    private readonly payouts: number,
  ) {}

  /** @throws the first thing that consumers were told wrongly, or not at all */
  static async of(kind: DatabaseKind, payouts: number): Promise<Verdict> {
    const settings = {
      ...(await withCallbacks()),
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      // Longer than this process ever stalls: an attempt that timed out and whose process was killed leaves no trace.
      WEBHOOK_TIMEOUT: '3s',
      READ_RATE: '500/s',
      SUBMIT_CONCURRENCY: '32',
    };
    const world = await World.start(kind, settings);
    const run = new DeliveryRun(world, kind, payouts);
    try {
      await run.openEndpoints();
      const reading = run.readFeed();
      await Promise.all([run.order(), run.kill()]);
      const verdict = await judgeRun(world, run.accepted, { timeoutMs: 300_000 });
      await run.judgeEndpoints(await world.payouts());
      run.ended = true;
      await reading;
      await run.judgeFeed(await world.payouts());
      return verdict;
    } finally {
      run.ended = true;
      for (const { receiver } of run.endpoints) await receiver.stop();
      await run.second?.end('SIGTERM');
      await world.stop();
    }
  }

  private async openEndpoints(): Promise<void> {
    for (const name of ['steady', 'flaky', 'latest'] as const) {
      const receiver = await WebhookReceiver.start();
      const order = { url: receiver.url, types: ['payout.updated'], latest: name === 'latest' };
      const { body } = await this.world.call<{ id: string; secret: string }>('POST', ENDPOINTS, order);
      receiver.secret = body.secret;
      if (name === 'flaky') {
        receiver.answer = (_, before, response) => {
          const refuses = before === 0 && receiver.messages.length % REFUSES_ONE_IN === 0;
          response.writeHead(refuses ? 503 : 204).end();
        };
      }
      this.endpoints.push({ name, id: body.id, receiver });
    }
  }

  /** A consumer that repeats a batch with the same key until it is answered. */
  private async order(): Promise<void> {
    for (let first = 0; first < this.payouts; first += BATCH) {
      const size = Math.min(BATCH, this.payouts - first);
      const rows = Array.from({ length: size }, (_, index) => {
        const amount = String(5_000 + first + index);
        return index % 2 === 0 ? toPhone('00', amount) : toEmail('awa', amount);
      });
      const key = { 'idempotency-key': `batch-${first}` };
      const id = await until(async () => {
        const answer = await this.world.call<{ id: string }>('POST', '/v1/batches', { payouts: rows }, key);
        return answer.status === 201 ? answer.body.id : null;
      });
      await until(async () => {
        const page = await this.world.call<{ data: PayoutBody[] }>('GET', `/v1/batches/${id}/payouts?limit=100`);
        if (page.status !== 200) return null;
        this.accepted.push(...page.body.data.map((payout) => payout.id));
        return true;
      });
    }
    this.ordered = true;
  }

  /** Kills an instance whenever another share of the payouts was told, on MariaDB in turn one of two. */
  private async kill(): Promise<void> {
    const steady = this.endpoints[0]?.receiver.messages ?? [];
    const most = this.payouts <= SAMPLE ? KILLS_OF_A_SAMPLE : KILLS;
    for (let kills = 1; kills <= most; kills += 1) {
      const told = (this.payouts * 2 * kills) / (most + 1);
      await until(async () => (steady.length >= told || (this.ordered && kills === most) ? true : null), 300_000);
      if (this.kind.name === 'sqlite' || kills % 2 === 1) await this.world.restart('SIGKILL');
      else await this.scale();
    }
  }

  private async scale(): Promise<void> {
    const { second } = this;
    this.second = second === null ? await this.world.anotherInstance({ PORT: String(await freePort()) }) : null;
    await second?.end('SIGKILL');
  }

  /** A consumer that cannot be called: asks behind the last place, again after every failure. */
  private async readFeed(): Promise<void> {
    let after = '';
    while (!this.ended) {
      const path = `/v1/events?limit=100&types=payout.updated${after && `&after=${after}`}`;
      const page = await this.world.call<{ data: FeedEvent[]; next: string }>('GET', path).catch(() => null);
      if (page?.status === 200) {
        this.feed.push(...page.body.data);
        after = page.body.next;
      }
      if (page?.status !== 200 || page.body.data.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async judgeEndpoints(payouts: readonly PayoutBody[]): Promise<void> {
    for (const { name, id: endpointId, receiver } of this.endpoints) {
      const missing = (): string[] =>
        payouts
          .filter(({ id, version }) => !receiver.of(id).some(({ data }) => data.version === version))
          .map(({ id }) => `${name} was not told the end of ${id}`);
      await until(async () => (missing().length === 0 ? true : null), 300_000).catch(() => undefined);
      const retried = await this.retried(endpointId);
      const problems = [...missing(), ...receiver.refused, ...this.untrue(name, receiver, payouts, retried)];
      expect(problems.slice(0, 10)).toEqual([]);
    }
  }

  /** Returns the ids of the events that were sent to an endpoint more than once, such as after a timeout. */
  private async retried(endpointId: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `${ENDPOINTS}/${endpointId}/deliveries?limit=100${cursor && `&cursor=${cursor}`}`;
      const page: { body: DeliveryPage } = await this.world.call<DeliveryPage>('GET', path);
      for (const { eventId, attempt } of page.body.data) if (attempt > 1) found.add(eventId);
      cursor = page.body.nextCursor;
    }
    return found;
  }

  /** What the endpoint was told and is not so, and what came in another order although no retry was waiting. */
  private untrue(
    name: string,
    receiver: WebhookReceiver,
    payouts: readonly PayoutBody[],
    retried: ReadonlySet<string>,
  ): string[] {
    const feed = new Map(this.feed.map(({ id, data }) => [id, data]));
    return payouts.flatMap(({ id, version, status }) => {
      const told = receiver.of(id);
      const last = told.filter(({ data }) => data.version === version);
      const first = versionsOf(told);
      const unretried = versionsOf(told.filter((message) => !retried.has(message.id)));
      const sorted = [...unretried].sort((one, other) => one - other);
      return [
        ...last.filter(({ data }) => data.status !== status).map(() => `${name}: ${id} is ${status}`),
        ...told
          .filter((message) => feed.has(message.id) && feed.get(message.id)?.status !== message.data.status)
          .map((message) => `${name}: ${message.id} says something else in the feed`),
        ...(String(unretried) !== String(sorted) ? [`${name}: ${id} came as ${first}`] : []),
        ...(name === 'steady' && first.length !== version ? [`${name}: of ${version} of ${id} came ${first}`] : []),
      ];
    });
  }

  private async judgeFeed(payouts: readonly PayoutBody[]): Promise<void> {
    const ids = this.feed.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const versions = new Map<string, number[]>();
    for (const { data } of this.feed) versions.set(data.id, [...(versions.get(data.id) ?? []), data.version]);
    const wrong = payouts.filter(({ id, version }) => {
      const expected = Array.from({ length: version }, (_, index) => index + 1);
      return String(versions.get(id)) !== String(expected);
    });
    expect(wrong.map(({ id, version }) => `${version} of ${id}: ${versions.get(id)}`).slice(0, 10)).toEqual([]);
  }
}

/** Returns the versions in the order in which each came first. */
function versionsOf(messages: readonly Message[]): number[] {
  return [...new Set(messages.map(({ data }) => data.version))];
}
