import { Injectable, Logger } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import type { OutboxEventRow } from '../storage/entities/outbox.entities.js';
import type { WebhookDeliveryRow } from '../storage/entities/webhook.entities.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import { DeliveryRecorder } from './delivery-recorder.js';
import { healthAfter, isOnlyProbed, type Tried } from './delivery-retries.js';
import { SealedSecretError } from './secret-box.js';
import type { SigningKeys } from './signing.js';
import { WebhookMessenger } from './webhook-messenger.js';

/** Maximum number of deliveries of an endpoint that are read, sent and stored together. */
const PAGE = 50;
/**
 * Maximum number of simultaneous POSTs to one endpoint. An endpoint that has failed too often gets only one, as a test.
 */
const CONCURRENCY = 8;
/** Milliseconds for which an endpoint is paused if its secret cannot be decrypted. Decryption is then tried again. */
const UNREADABLE_PAUSE_MS = 60_000;

/** Due deliveries of an endpoint and what is needed to send them: `due` are sent, `superseded` and `lost` are not. */
interface Page {
  readonly endpoint: WebhookEndpoint;
  readonly keys: readonly SigningKeys[];
  readonly events: ReadonlyMap<string, OutboxEventRow>;
  readonly due: readonly WebhookDeliveryRow[];
  readonly superseded: readonly WebhookDeliveryRow[];
  readonly lost: readonly WebhookDeliveryRow[];
}

/**
 * Sends the due deliveries of one endpoint. Endpoints do not wait for each other, so a slow one delays no other. Events
 * of one payout are sent one after another, events of different payouts at the same time.
 */
@Injectable()
export class EndpointLane {
  private readonly logger = new Logger('Webhooks');

  constructor(
    private readonly context: EngineContext,
    private readonly messenger: WebhookMessenger,
    private readonly recorder: DeliveryRecorder,
  ) {}

  /**
   * Sends deliveries to the endpoint until none is due. Also stops when `isOurs` returns false: this process has lost
   * the lease (the time in which only it delivers to the endpoint), or is shutting down.
   * @throws if the database is unavailable
   */
  async serve(endpointId: string, isOurs: () => Promise<boolean>): Promise<void> {
    while (await isOurs()) {
      const page = await this.page(endpointId);
      if (page === null) return;
      const tried = await this.send(page, isOurs);
      const { endpoint, superseded, lost } = page;
      await this.recorder.record({ endpoint, tried, superseded, lost });
      if (tried.length + superseded.length + lost.length === 0) return;
    }
  }

  /** Reads the next due deliveries with their events. Returns null if nothing may be sent now. */
  private async page(id: string): Promise<Page | null> {
    const now = this.context.clock.now();
    const found = await this.context.unitOfWork.read(async ({ endpoints, deliveries, outbox, payouts }) => {
      const endpoint = await endpoints.find(id, null);
      if (endpoint === null || endpoint.enabled === 0 || (endpoint.pausedUntil ?? 0) > now) return null;
      const due = await deliveries.due(id, now, isOnlyProbed(endpoint) ? 1 : PAGE);
      if (due.length === 0) return null;
      const events = await outbox.byIds(due.map(({ eventId }) => eventId));
      const versions = endpoint.latest === 1 ? await payouts.versions(subjectsOf(events)) : new Map<string, number>();
      return { endpoint, due, events, versions };
    });
    if (found === null) return null;
    const keys = await this.keysOf(found.endpoint, now);
    return keys === null ? null : { ...found, keys, ...sorted(found) };
  }

  /**
   * Returns the keys that sign messages to the endpoint. If a secret cannot be decrypted, pauses the endpoint and
   * returns null. An operator must then configure the missing encryption key.
   */
  private async keysOf(endpoint: WebhookEndpoint, now: number): Promise<SigningKeys[] | null> {
    try {
      return this.messenger.keysOf(endpoint, now);
    } catch (error) {
      if (!(error instanceof SealedSecretError)) throw error;
      this.logger.error(`webhook endpoint ${endpoint.id} waits: ${error.message}`);
      const pausedUntil = now + UNREADABLE_PAUSE_MS;
      await this.context.unitOfWork.run(({ endpoints }) => endpoints.set(endpoint.id, { pausedUntil }));
      return null;
    }
  }

  /**
   * Sends the deliveries of a page. Stops early if the endpoint is paused or fails too often. Returns the attempts in
   * the order in which they ended.
   */
  private async send(page: Page, isOurs: () => Promise<boolean>): Promise<Tried[]> {
    const tried: Tried[] = [];
    let health: Pick<WebhookEndpoint, 'failures' | 'failingSince' | 'pausedUntil'> = page.endpoint;
    const probing = isOnlyProbed(health);
    const goesOn = (): boolean => (probing || !isOnlyProbed(health)) && (health.pausedUntil ?? 0) <= this.now;
    const waiting = chains(page);
    const sender = async (): Promise<void> => {
      for (let chain = waiting.shift(); chain !== undefined; chain = waiting.shift()) {
        for (const [delivery, event] of chain) {
          if (!goesOn() || !(await isOurs())) return;
          const at = this.now;
          const answer = await this.messenger.send(page.endpoint, event, { keys: page.keys, now: at });
          const one = { delivery, at, answer };
          tried.push(one);
          health = healthAfter(health, one);
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, sender));
    return tried;
  }

  private get now(): number {
    return this.context.clock.now();
  }
}

function subjectsOf(events: ReadonlyMap<string, OutboxEventRow>): string[] {
  return [...events.values()].flatMap(({ subjectId }) => subjectId ?? []);
}

type Found = Pick<Page, 'due' | 'events'> & { readonly versions: ReadonlyMap<string, number> };

/**
 * Splits due deliveries into those to send (`due`), those whose event is deleted (`lost`) and those with an old version
 * of a payout (`superseded`). The last kind exists only if the endpoint wants only the latest version. A delivery that
 * a person or the consumer has asked for is never superseded.
 */
function sorted({ due, events, versions }: Found): Pick<Page, 'due' | 'superseded' | 'lost'> {
  const isOld = ({ asked, eventId }: WebhookDeliveryRow): boolean => {
    const event = events.get(eventId);
    const newest = versions.get(event?.subjectId ?? '') ?? 0;
    return asked === 0 && event?.type === 'payout.updated' && (event.version ?? 0) < newest;
  };
  const lost = due.filter(({ eventId }) => !events.has(eventId));
  const superseded = due.filter(isOld);
  return { due: due.filter((one) => !lost.includes(one) && !superseded.includes(one)), superseded, lost };
}

/**
 * Groups deliveries into chains. All deliveries about one payout form one chain; each other delivery is a chain of its
 * own. The deliveries of a chain are sent one after another, different chains at the same time.
 */
function chains({ due, events }: Page): [WebhookDeliveryRow, OutboxEventRow][][] {
  const found = new Map<string, [WebhookDeliveryRow, OutboxEventRow][]>();
  for (const delivery of due) {
    const event = events.get(delivery.eventId);
    if (event === undefined) continue;
    const subject = event.subjectId ?? event.id;
    const chain = found.get(subject) ?? [];
    found.set(subject, chain);
    chain.push([delivery, event]);
  }
  return [...found.values()];
}
