import { type CallbackAuthenticator } from '../../src/common/callback-contract.js';
import type { Clock } from '../../src/common/clock.js';
import type { AccountSafety, ConnectorAccount } from '../../src/common/connector-account.js';
import {
  type Instruction,
  type Observation,
  type PayoutConnector,
  ProviderReadError,
  type SubmitOutcome,
} from '../../src/common/payout-connector.js';
import { BY_REFERENCE, OUTCOMES, UNVERIFIED } from '../support/factories.js';
import { Ledger, type Post, type Transfer } from './ledger.js';

/** What happens to one POST. */
export const FATES = [
  'accepted',
  'unknown_word',
  'refused',
  'duplicate',
  'throttled',
  'account_fault',
  'no_connection',
  'lost_request',
  'lost_reply',
  'executed_late',
  'executed_yet_refused',
  'executed_yet_throttled',
  'executed_yet_faulted',
  'connector_throws',
] as const;
export type Fate = (typeof FATES)[number];

/** How one read is answered: truly, as if the last change had not happened, as if nothing had, or not at all. */
export const READINGS = ['true', 'behind', 'blind', 'broken'] as const;
export type Reading = (typeof READINGS)[number];

export const CANCEL_FATES = ['accepted', 'refused', 'lost_reply', 'lost_request'] as const;
export type CancelFate = (typeof CANCEL_FATES)[number];

/** Where a call stands: a test may keep it there. */
export type Point = 'request' | 'answer';

const { noConnection, throttled, accountFault, refused, duplicate, unknown } = OUTCOMES;
/** Fates that execute nothing, and what the sender is told. */
const NOT_EXECUTED: Partial<Record<Fate, SubmitOutcome>> = {
  refused,
  throttled,
  account_fault: accountFault,
  no_connection: noConnection,
  lost_request: unknown,
};

/** Fates of what is executed, while something that answers for the provider says that it is not. */
const EXECUTED_YET: Partial<Record<Fate, SubmitOutcome>> = {
  executed_yet_refused: refused,
  executed_yet_throttled: throttled,
  executed_yet_faulted: accountFault,
};

const SAFETIES: Record<AccountSafety['dedupe'], AccountSafety> = {
  'by-reference': BY_REFERENCE,
  unverified: UNVERIFIED,
};

/** A provider that keeps its own ledger and does its worst with every answer, inside what it documents. */
export class Adversary implements PayoutConnector {
  readonly provider = 'adversary';
  readonly account: ConnectorAccount;
  readonly accounts: readonly ConnectorAccount[];
  /** Only where money comes back after it was paid. */
  readonly cancel?: NonNullable<PayoutConnector['cancel']>;
  readonly ledger: Ledger;
  readonly fates: Fate[] = [];
  readonly readings: Reading[] = [];
  readonly cancelFates: CancelFate[] = [];
  /** Everything settles by itself, and every read tells the truth. */
  healthy = false;
  gate: (point: Point) => Promise<void> = async () => undefined;
  /** Notes every POST in the ledger, before anything happens. */
  onPost: (post: Post) => Promise<void> = async () => undefined;

  constructor(
    private readonly clock: Clock,
    dedupe: AccountSafety['dedupe'],
  ) {
    this.ledger = new Ledger(dedupe);
    this.account = {
      name: 'account',
      provider: this.provider,
      scope: 'scope',
      country: null,
      currencies: [{ code: 'XOF', scale: 2 }],
      recipientKind: 'email',
      limits: { min: null, max: null },
      safety: SAFETIES[dedupe],
      requireApproval: false,
      requireVerifiedRecipient: false,
      resendAfterAbsence: false,
    };
    this.accounts = [this.account];
    if (this.account.safety.returnsAfterPaid) this.cancel = (instruction) => this.takeBack(instruction);
  }

  /** Every callback is authentic; its body is the id of a payout. */
  readonly callbacks: CallbackAuthenticator = {
    authenticate: ({ rawBody }) => ({
      kind: 'accepted',
      payoutId: Buffer.from(rawBody).toString(),
      failureReason: null,
    }),
  };

  check(): [] {
    return [];
  }

  async submit({ payoutId }: Instruction): Promise<SubmitOutcome> {
    const fate = this.fates.shift() ?? 'accepted';
    await this.gate('request');
    const post: Post = { payoutId, at: this.clock.now(), told: null };
    await this.onPost(post);
    const outcome = this.take(payoutId, fate);
    await this.gate('answer');
    const throws = fate === 'connector_throws';
    post.told = { outcome: throws ? unknown : outcome, at: this.clock.now() };
    if (throws) throw new TypeError('a bug of the connector');
    if (outcome.kind === 'accepted') this.ledger.note(payoutId, outcome.observation);
    return outcome;
  }

  async lookup({ payoutId }: Instruction): Promise<Observation | 'absent'> {
    const reading = this.healthy ? 'true' : (this.readings.shift() ?? 'true');
    await this.gate('request');
    const askedAt = this.clock.now();
    const answer = this.read(payoutId, reading);
    await this.gate('answer');
    if (reading === 'broken') throw new ProviderReadError('HTTP 503', 503);
    if (answer === 'absent') this.ledger.absences.push({ payoutId, askedAt });
    else this.ledger.note(payoutId, answer);
    return answer;
  }

  private async takeBack({ payoutId }: Instruction): Promise<SubmitOutcome> {
    const fate = this.cancelFates.shift() ?? 'accepted';
    await this.gate('request');
    const outcome = this.afterCancel(payoutId, fate);
    await this.gate('answer');
    if (outcome.kind === 'accepted') this.ledger.note(payoutId, outcome.observation);
    return outcome;
  }

  private take(payoutId: string, fate: Fate): SubmitOutcome {
    const none = NOT_EXECUTED[fate];
    if (none) return none;
    const [known] = this.ledger.executions(payoutId);
    // A repeated id: refused in one of the two ways that are seen, wherever it is refused at all.
    if (known && this.account.safety.dedupe === 'by-reference') return fate === 'accepted' ? refused : duplicate;
    if (fate === 'executed_late') {
      this.ledger.executeLater(payoutId);
      return unknown;
    }
    const transfer = this.ledger.execute(payoutId);
    const denial = EXECUTED_YET[fate];
    if (denial === undefined) return this.reply(transfer, fate);
    transfer.denied = true;
    return denial;
  }

  private reply(transfer: Transfer, fate: Fate): SubmitOutcome {
    if (fate === 'duplicate') return duplicate;
    if (fate !== 'accepted' && fate !== 'unknown_word') return unknown;
    const fact = fate === 'unknown_word' ? 'unknown' : transfer.fact;
    return { ...OUTCOMES.accepted, observation: this.ledger.observation(transfer, fact) };
  }

  private read(payoutId: string, reading: Reading): Observation | 'absent' {
    const [transfer] = this.ledger.executions(payoutId);
    if (!transfer) return 'absent';
    if (this.healthy) this.settle(transfer);
    // Who does not show yet what it called back about calls back once more when it does.
    transfer.untold ||= reading === 'behind' || reading === 'blind';
    // A provider that denies an execution twice, in its answer and in its list, cannot be told from one that is right.
    if (reading === 'blind' && !transfer.denied) return 'absent';
    return this.ledger.observation(transfer, reading === 'behind' ? transfer.before : transfer.fact);
  }

  private settle({ payoutId, fact }: Transfer): void {
    this.ledger.move(payoutId, fact === 'cancelling' ? 'returned' : fact === 'processing' ? 'paid' : fact);
  }

  private afterCancel(payoutId: string, fate: CancelFate): SubmitOutcome {
    if (fate === 'lost_request') return unknown;
    if (fate === 'refused' || !this.ledger.cancel(payoutId)) return refused;
    const [transfer] = this.ledger.executions(payoutId);
    if (!transfer || fate === 'lost_reply') return unknown;
    return { ...OUTCOMES.accepted, observation: this.ledger.observation(transfer) };
  }
}
