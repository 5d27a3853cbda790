import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../common/request-context.js';
import { AccountStates } from './account-states.repository.js';
import { ApiKeys } from './api-keys.repository.js';
import { Attempts } from './attempts.repository.js';
import { Batches } from './batches.repository.js';
import { Callbacks } from './callbacks.repository.js';
import { Claims } from './claims.repository.js';
import { Timetable } from './clock-correction.repository.js';
import { DailyTotals } from './daily-totals.repository.js';
import { Discrepancies } from './discrepancies.repository.js';
import { Notices } from './host-delivery.repository.js';
import type { JournalEntry } from './journal.js';
import { Measurements } from './measurements.repository.js';
import { Inventory } from './open-work.repository.js';
import { Outbox } from './outbox.repository.js';
import { listPayouts, type PayoutFilter, type PayoutPage } from './payout-list.repository.js';
import type { StoredPayout } from './payout-rows.js';
import { Payouts } from './payouts.repository.js';
import { countByHour, type HourlyCount } from './recent-payouts.js';
import { ReconciliationRuns } from './reconciliation-runs.repository.js';
import { Sweeps } from './sweeps.repository.js';
import { WebhookDeliveries } from './webhook-deliveries.repository.js';
import { WebhookEndpoints } from './webhook-endpoints.repository.js';

/** All repositories, bound to one transaction. In `UnitOfWork.read` they are bound to none. */
export class Transaction {
  readonly payouts: Payouts;
  readonly attempts: Attempts;
  readonly claims: Claims;
  readonly accounts: AccountStates;
  readonly sweeps: Sweeps;
  readonly batches: Batches;
  readonly callbacks: Callbacks;
  readonly dailyTotals: DailyTotals;
  readonly runs: ReconciliationRuns;
  readonly discrepancies: Discrepancies;
  readonly keys: ApiKeys;
  readonly inventory: Inventory;
  readonly measurements: Measurements;
  readonly notices: Notices;
  readonly outbox: Outbox;
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: WebhookDeliveries;
  readonly timetable: Timetable;

  constructor(
    private readonly manager: EntityManager,
    journal: JournalEntry[] = [],
    request: RequestContext | null = null,
  ) {
    this.payouts = new Payouts(manager, journal, request);
    this.attempts = new Attempts(manager);
    this.claims = new Claims(manager);
    this.accounts = new AccountStates(manager, journal);
    this.sweeps = new Sweeps(manager);
    this.batches = new Batches(manager);
    this.dailyTotals = new DailyTotals(manager);
    this.callbacks = new Callbacks(manager);
    this.runs = new ReconciliationRuns(manager);
    this.discrepancies = new Discrepancies(manager, journal);
    this.keys = new ApiKeys(manager);
    this.inventory = new Inventory(manager);
    this.measurements = new Measurements(manager);
    this.notices = new Notices(manager);
    this.outbox = new Outbox(manager, journal);
    this.endpoints = new WebhookEndpoints(manager);
    this.deliveries = new WebhookDeliveries(manager);
    this.timetable = new Timetable(manager);
  }

  /** Returns one page of payouts; see `listPayouts`. */
  list(filter: PayoutFilter, page: PayoutPage): Promise<StoredPayout[]> {
    return listPayouts(this.manager, filter, page);
  }

  /** Counts recent payouts by account, status and hour; see the function `countByHour`. */
  countByHour(since: number, consumer: string | null): Promise<HourlyCount[]> {
    return countByHour(this.manager, since, consumer);
  }
}
