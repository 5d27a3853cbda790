import { Counter, Histogram, type Registry } from 'prom-client';
import type { ConnectorAccount } from '../../common/connector-account.js';
import type { HoldReason } from '../domain/account-hold.js';
import { type EventType, isFinal, type NewEvent, PAYOUT_STATUSES, REVIEW_REASONS } from '../domain/payout.js';
import type { ProviderCall, Telemetry } from '../engine/telemetry.js';
import type { JournalEntry } from '../storage/journal.js';
import { SERIES } from './series.js';

/**
 * Upper limits of the buckets for the duration of provider calls, in seconds. They reach up to twice the default of
 * `submitTimeout`, the time for one POST.
 */
const PROVIDER_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45, 90];
/** Upper limits of the buckets for the duration of a transaction, in seconds. */
const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/**
 * Upper limits of the buckets for the number of changes that one transaction stores. The last limit is the maximum
 * number of changes that are stored together.
 */
const GROUP_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 256];

/** Value of the label `outcome` for each event type that ends an attempt (one POST of a payout). */
const OUTCOMES: Partial<Record<EventType, string>> = {
  submission_accepted: 'accepted',
  submission_refused: 'refused',
  submission_not_sent: 'not_sent',
  submission_unknown: 'unknown',
  late_answer: 'late',
};
/**
 * Results of a look-up (a search for one payout at the provider) that the provider answered. All others are failed
 * reads.
 */
const ANSWERS = ['found', 'absent'];
/** Results of a failed look-up, which are the values of the label `class`. */
const LOOKUP_FAILURES = ['unauthorized', 'throttled', 'unavailable', 'unreadable', 'error'];

/** All reasons for a hold (no payouts are sent from an account). If one is missing here, the code does not compile. */
const HOLD_REASONS: Readonly<Record<HoldReason, true>> = {
  unknown_outcomes: true,
  unreachable: true,
  throttled: true,
  account_fault: true,
  unexplained_transaction: true,
  insufficient_funds: true,
  repeated_failures: true,
  paused: true,
};
const CALLBACK_RESULTS = ['stored', 'stranger', 'refused', 'failed'];

type PayoutEntry = Extract<JournalEntry, { kind: 'payout' }>;

/**
 * Counters and histograms of what this process has done since they were created. The telemetry events of the engine
 * update them.
 */
export class Counted {
  private readonly accepted;
  private readonly attemptsStarted;
  private readonly attemptsEnded;
  private readonly settled;
  private readonly reviewsOpened;
  private readonly holds;
  private readonly callbacks;
  private readonly deliveries;
  private readonly readsFailed;
  private readonly providerCalls;
  private readonly groupSize;
  private readonly commit;

  constructor(registry: Registry, telemetry: Telemetry, accounts: readonly ConnectorAccount[]) {
    const registers = [registry];
    this.accepted = new Counter({ ...SERIES.accepted, registers });
    this.attemptsStarted = new Counter({ ...SERIES.attemptsStarted, registers });
    this.attemptsEnded = new Counter({ ...SERIES.attemptsEnded, registers });
    this.settled = new Counter({ ...SERIES.settled, registers });
    this.reviewsOpened = new Counter({ ...SERIES.reviewsOpened, registers });
    this.holds = new Counter({ ...SERIES.holds, registers });
    this.callbacks = new Counter({ ...SERIES.callbacks, registers });
    this.deliveries = new Counter({ ...SERIES.deliveries, registers });
    this.readsFailed = new Counter({ ...SERIES.readsFailed, registers });
    this.providerCalls = new Histogram({ ...SERIES.providerCalls, buckets: PROVIDER_SECONDS, registers });
    this.groupSize = new Histogram({ ...SERIES.groupSize, buckets: GROUP_SIZES, registers });
    this.commit = new Histogram({ ...SERIES.commit, buckets: COMMIT_SECONDS, registers });
    this.begin(accounts);
    telemetry.on('committed', (entries) => this.committed(entries));
    telemetry.on('called', (call) => this.called(call));
    telemetry.on('calledBack', (callback) => this.callbacks.inc(callback));
    telemetry.on('delivered', (result, count) => this.deliveries.inc({ result }, count));
    telemetry.on('grouped', ({ work, size, seconds }) => {
      this.groupSize.observe({ work }, size);
      this.commit.observe({ work }, seconds);
    });
  }

  /**
   * Creates each series with the value 0. Prometheus computes a rate from the growth of a series, so a series that
   * begins with its first event would not show that event.
   */
  private begin(accounts: readonly ConnectorAccount[]): void {
    for (const account of accounts) this.beginAccount(account);
    this.callbacks.inc({ provider: 'unknown', result: 'refused' }, 0);
    for (const result of ['delivered', 'failed', 'given_up', 'superseded']) this.deliveries.inc({ result }, 0);
  }

  private beginAccount({ name: account, provider }: ConnectorAccount): void {
    this.accepted.inc({ provider, account }, 0);
    this.attemptsStarted.inc({ provider, account }, 0);
    for (const outcome of Object.values(OUTCOMES)) this.attemptsEnded.inc({ provider, account, outcome }, 0);
    for (const status of PAYOUT_STATUSES.filter(isFinal)) this.settled.inc({ provider, account, status }, 0);
    for (const failure of LOOKUP_FAILURES) this.readsFailed.inc({ provider, account, class: failure }, 0);
    for (const reason of REVIEW_REASONS) this.reviewsOpened.inc({ account, reason }, 0);
    for (const reason of Object.keys(HOLD_REASONS)) this.holds.inc({ account, reason }, 0);
    for (const result of CALLBACK_RESULTS) this.callbacks.inc({ provider, result }, 0);
  }

  private committed(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'payout') this.payout(entry);
      if (entry.kind === 'account' && entry.after && entry.after.reason !== entry.before?.reason) {
        this.holds.inc({ account: entry.name, reason: entry.after.reason });
      }
    }
  }

  private payout({ payout: { provider, account, status }, before, events }: PayoutEntry): void {
    if (before === null) this.accepted.inc({ provider, account });
    if (status !== before && isFinal(status)) this.settled.inc({ provider, account, status });
    for (const event of events) this.event(event, { provider, account });
  }

  private event({ type, data }: NewEvent, of: { readonly provider: string; readonly account: string }): void {
    const outcome = OUTCOMES[type];
    if (type === 'submission_started') this.attemptsStarted.inc(of);
    if (outcome !== undefined) this.attemptsEnded.inc({ ...of, outcome });
    if (type === 'review_opened') this.reviewsOpened.inc({ account: of.account, reason: String(data.reason) });
  }

  private called({ provider, account, operation, result, seconds }: ProviderCall): void {
    this.providerCalls.observe({ provider, account, operation, result }, seconds);
    if (operation !== 'lookup' || ANSWERS.includes(result)) return;
    this.readsFailed.inc({ provider, account, class: result });
  }
}
