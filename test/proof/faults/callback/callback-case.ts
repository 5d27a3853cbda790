import { setTimeout as sleep } from 'node:timers/promises';
import { toEmail, toPhone, until, type World } from '../../../support/world.js';
import type { HttpRelay } from '../provider/http-relay.js';
import type { CallbackFault, CallbackPhase } from './callback-faults.js';
import { type Answered, post, type Subject, sealed, text, wordOf } from './callback-letters.js';

/** Between two reads of a payout, however many callbacks ask for one. */
const READ_GAP_MS = 5_000;
const READ_WITHIN_MS = 12_000;

/** An account whose payouts all stand in one phase, and what stands before its provider. */
export interface Stage extends Pick<Subject, 'account' | 'provider'> {
  readonly phase: CallbackPhase;
  readonly relay: HttpRelay;
  /** Has the POSTs under way answered. */
  release(): void;
}

/** One fault that meets one payout in one phase. */
export class CallbackCase {
  private subject: Subject;
  private providerId: string | null = null;
  private answers: readonly Answered[] = [];
  private before: object = {};
  private after: object = {};
  private reads = 0;
  /** As many as callbacks may cause in the time. */
  private mostReads = 0;

  constructor(
    private readonly world: World,
    readonly fault: CallbackFault,
    readonly stage: Stage,
    /** What the provider says in the end, whatever its callbacks say. */
    private readonly truth: 'paid' | 'failed',
  ) {
    this.subject = { id: '', provider: stage.provider, account: stage.account };
  }

  get id(): string {
    return this.subject.id;
  }

  /** Brings a payout to the phase. */
  async arrive(): Promise<void> {
    const { account, provider, phase, relay } = this.stage;
    const order = provider === 'djamo' ? toPhone('00') : toEmail('awa');
    const { body } = await this.world.create({ ...order, account });
    this.subject = { ...this.subject, id: body.id };
    if (phase === 'accepted' || phase === 'queued') return;
    await until(async () => (relay.posts.includes(this.id) ? true : null));
    if (phase === 'under-way') return;
    this.providerId = await until(async () => (await this.world.payout(this.id)).providerId as string | null);
    if (phase === 'final') await this.settle();
  }

  /** The fault itself. */
  async meet(): Promise<void> {
    const { fault } = this;
    this.before = await this.snapshot();
    const startedAt = performance.now();
    const earlier = this.readPaths().length;
    const answers: Answered[] = [];
    for (const [index, letter] of fault.letters(this.subject).entries()) {
      if (index > 0) await sleep(fault.pauseMs);
      answers.push(await post(this.world.service.url, letter));
    }
    this.answers = answers;
    const reads = async () => (this.readPaths().length > earlier ? true : null);
    if (this.isRead()) await until(reads, READ_WITHIN_MS).catch(() => null);
    await sleep(500);
    this.after = await this.snapshot();
    this.reads = this.readPaths().length - earlier;
    this.mostReads = 1 + Math.ceil((performance.now() - startedAt) / READ_GAP_MS);
  }

  /** The phase ends, and the provider's word comes through. */
  async leave(callsBack: boolean): Promise<void> {
    if (this.stage.phase !== 'final') await this.settle(callsBack);
  }

  expectMet(): void {
    const { fault, stage } = this;
    const met = { fault: fault.name, on: stage.account };
    const answer = { 200: '{}', 401: '{"code":"unauthorized"}' }[String(fault.answer)];
    for (const { status, text } of this.answers) {
      expect({ ...met, status, text }).toEqual({ ...met, status: fault.answer, text: answer ?? text });
    }
    // Nothing holds it back, or its plan has it read.
    if (stage.phase === 'accepted' || this.answers.length === 0) return;
    expect({ ...met, ...this.after }).toEqual({ ...met, ...this.before });
    const [least, most] = this.isRead() ? [1, this.mostReads] : [0, this.isLookedUp() ? this.mostReads : 0];
    expect({ ...met, reads: this.reads }).toEqual({ ...met, reads: Math.min(Math.max(this.reads, least), most) });
  }

  async expectTrue(): Promise<void> {
    const { id, truth } = this;
    const { status, review } = await this.world.payout(id);
    const posts = this.stage.relay.posts.filter((posted) => posted === id).length;
    expect({ id, status, review, posts }).toEqual({ id, status: truth, review: null, posts: 1 });
  }

  private isRead(): boolean {
    const { fault, stage } = this;
    return fault.reads(stage.provider) && (stage.phase === 'processing' || stage.phase === 'final');
  }

  /** Without an answer to its POST a payout is read by plan, whatever callbacks say. */
  private isLookedUp(): boolean {
    return this.stage.phase === 'under-way';
  }

  private async settle(callsBack = true): Promise<void> {
    const { provider } = this.stage;
    const status = wordOf(provider, this.truth);
    await until(async () => {
      const pushed = await this.world.sandbox<object>(provider, 'POST', `transactions/${this.id}`, { status });
      return 'problems' in pushed ? null : true;
    });
    const lie = text(this.subject, this.truth === 'paid' ? 'failed' : 'paid');
    if (callsBack) await post(this.world.service.url, sealed(this.subject, lie));
    await until(async () => ((await this.world.payout(this.id)).status === this.truth ? true : null));
  }

  private readPaths(): string[] {
    const { id, providerId } = this;
    return this.stage.relay.readPaths.filter(
      (path) => path.includes(id) || (providerId !== null && path.includes(providerId)),
    );
  }

  /** The row and its events; with what is due next where not even a read may follow. */
  private async snapshot(): Promise<object> {
    const path = `/v1/payouts/${this.id}`;
    const events = await this.world.call('GET', `${path}/events`);
    const explanation = await this.world.call('GET', `${path}/explanation`);
    const moves = this.isRead() || this.isLookedUp() || this.fault.answer === 200;
    const next = moves ? null : explanation.body.next;
    return { row: await this.world.payout(this.id), events: events.body, next };
  }
}
