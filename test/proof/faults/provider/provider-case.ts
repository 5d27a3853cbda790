import { setTimeout as sleep } from 'node:timers/promises';
import { type PayoutBody, toEmail, toPhone, until, type World } from '../../../support/world.js';
import type { Provider } from './accounts.js';
import { pass } from './http-relay.js';
import { type Line, openLine } from './lines.js';
import { type Ending, type Fault, type Meeting, type Phase, REVIEWS } from './provider-faults.js';

/** How long a fault lasts at least: longer than a few reads, and than the whole search for what is absent. */
const LASTS_MS = 5_000;
/** On a machine that is busy with other things too. */
const PATIENCE_MS = 90_000;

interface Placement {
  readonly account: string;
  readonly provider: Provider;
  readonly phase: Phase;
  readonly unknownHosts: string;
}

/** What became of the payouts of one case, in the words of its `Ending`. */
export interface Result {
  readonly final: readonly string[];
  readonly posts: readonly number[] | null;
  readonly meanwhile: readonly string[] | null;
  readonly hold: string | null;
  readonly reviewed: readonly string[];
}

/** One fault, one provider, one phase: an account of its own on a line of its own. */
export class ProviderCase {
  readonly ids: string[] = [];
  private meanwhile: Pick<Result, 'meanwhile' | 'hold'> = { meanwhile: null, hold: null };

  private constructor(
    readonly fault: string,
    readonly placement: Placement,
    private readonly meeting: Meeting & { readonly ending: Ending },
    readonly line: Line,
  ) {}

  /** None for a provider that cannot have the fault. */
  static async open({ name, meetings }: Fault, placement: Placement): Promise<ProviderCase | null> {
    const meeting = meetings[placement.phase];
    const ending = meeting.endings[placement.provider];
    if (!ending) return null;
    const line = await openLine(meeting.line?.fault ?? null, placement);
    return new ProviderCase(name, placement, { ...meeting, ending }, line);
  }

  /** The fault begins, meets the payouts, and ends. */
  async run(world: World): Promise<void> {
    await this.begin();
    for (let count = 0; count < this.meeting.payouts; count += 1) {
      const { account, provider } = this.placement;
      const order = provider === 'djamo' ? toPhone('00') : toEmail('awa');
      const { status, body } = await world.create({ ...order, account });
      if (status !== 201) throw new Error(`${account}: ${JSON.stringify(body)}`);
      this.ids.push(body.id);
    }
    if (this.meeting.lasts) await this.last(world);
    const { final } = this.meeting.ending;
    const ended = async () => ((await this.standing(world)).every((state) => state === final) ? true : null);
    await until(ended, PATIENCE_MS).catch(() => null);
    await until(async () => (this.line.relay.underWay === 0 ? true : null));
  }

  expected(): Result {
    const { final, posts, meanwhile, hold, reviewed } = this.meeting.ending;
    const each = <T>(value: T): T[] => this.ids.map(() => value);
    const inReview = REVIEWS.includes(final) ? final : reviewed;
    return {
      final: each(final),
      posts: posts === null ? null : each(posts),
      meanwhile: meanwhile === undefined ? null : each(meanwhile),
      hold: hold ?? null,
      reviewed: inReview === undefined ? [] : [inReview],
    };
  }

  async result(world: World): Promise<Result> {
    const counted = this.meeting.ending.posts !== null;
    const posts = this.ids.map((id) => this.line.relay.posts.filter((posted) => posted === id).length);
    const final = await this.standing(world);
    return { final, posts: counted ? posts : null, ...this.meanwhile, reviewed: await this.reviewed(world) };
  }

  private async begin(): Promise<void> {
    const { create = pass, read = pass, line } = this.meeting;
    const { relay } = this.line;
    relay.onRead = read;
    relay.onCreate = create;
    if (line?.from === 'the start') await this.line.begin();
    if (line?.from !== 'the first POST') return;
    relay.onCreate = async (exchange) => {
      await exchange.forward();
      await this.line.begin();
      exchange.cut();
    };
  }

  /** Where the payouts stand while the fault goes on; then it is over. */
  private async last(world: World): Promise<void> {
    await sleep(LASTS_MS);
    const { meanwhile, hold = null } = this.meeting.ending;
    await until(async () => {
      const standing = await this.standing(world);
      const reason = hold === null ? null : await this.holdReason(world);
      this.meanwhile = { meanwhile: meanwhile === undefined ? null : standing, hold: reason };
      return (meanwhile === undefined || standing.every((state) => state === meanwhile)) && reason === hold
        ? true
        : null;
    }, PATIENCE_MS).catch(() => null);
    await this.line.end();
    this.line.relay.heal();
  }

  private async standing(world: World): Promise<string[]> {
    const payouts = await Promise.all(this.ids.map((id) => world.payout(id)));
    return payouts.map(({ status, review }: PayoutBody) => review?.reason ?? status);
  }

  private async holdReason(world: World): Promise<string | null> {
    const { body } = await world.call<{ data: { name: string; hold: { reason: string } | null }[] }>(
      'GET',
      '/v1/accounts',
    );
    return body.data.find(({ name }) => name === this.placement.account)?.hold?.reason ?? null;
  }

  /** Why reviews were opened, each reason once. */
  private async reviewed(world: World): Promise<string[]> {
    const reasons = new Set<string>();
    for (const id of this.ids) {
      const { body } = await world.call<{ data: { type: string; data: { reason?: string } }[] }>(
        'GET',
        `/v1/payouts/${id}/events`,
      );
      for (const { type, data } of body.data) if (type === 'review_opened') reasons.add(data.reason ?? '');
    }
    return [...reasons];
  }
}
