/**
 * Name, help text and labels of each metric. No label contains an id or personal data. Names that end in `_total` are
 * counters of one process, which start at 0.
 */
export const SERIES = {
  accepted: {
    name: 'cauri_payouts_accepted_total',
    help: 'Payouts accepted by this process',
    labelNames: ['provider', 'account'],
  },
  attemptsStarted: {
    name: 'cauri_attempts_started_total',
    help: 'Attempts to send a payout, counted when the intent is committed',
    labelNames: ['provider', 'account'],
  },
  attemptsEnded: {
    name: 'cauri_attempts_ended_total',
    help: 'Attempts that ended, by outcome: accepted, refused, not_sent, unknown, or late for an answer to an earlier attempt',
    labelNames: ['provider', 'account', 'outcome'],
  },
  settled: {
    name: 'cauri_payouts_settled_total',
    help: 'Payouts that became paid, failed, returned or canceled',
    labelNames: ['provider', 'account', 'status'],
  },
  reviewsOpened: {
    name: 'cauri_reviews_opened_total',
    help: 'Reviews that were opened, by reason',
    labelNames: ['account', 'reason'],
  },
  holds: {
    name: 'cauri_account_holds_total',
    help: 'Holds of accounts that began, by reason',
    labelNames: ['account', 'reason'],
  },
  callbacks: {
    name: 'cauri_callbacks_total',
    help: 'Callbacks of providers by result: stored, stranger (about a payout that is not ours), refused, failed (not stored)',
    labelNames: ['provider', 'result'],
  },
  deliveries: {
    name: 'cauri_webhook_attempts_total',
    help: 'Attempts to deliver webhooks by result: delivered, failed; and deliveries given_up or superseded',
    labelNames: ['result'],
  },
  providerCalls: {
    name: 'cauri_provider_request_duration_seconds',
    help: 'Duration of calls of a provider, by operation and result',
    labelNames: ['provider', 'account', 'operation', 'result'],
  },
  readsFailed: {
    name: 'cauri_provider_reads_failed_total',
    help: 'Look-ups of a provider without a usable answer: unauthorized, throttled, unavailable, unreadable, error',
    labelNames: ['provider', 'account', 'class'],
  },
  groupSize: {
    name: 'cauri_commit_group_size',
    help: 'Payouts or answers stored by one transaction of the engine',
    labelNames: ['work'],
  },
  commit: {
    name: 'cauri_commit_duration_seconds',
    help: 'Duration of one transaction of the engine, from its begin to its COMMIT',
    labelNames: ['work'],
  },
  waiting: {
    name: 'cauri_payouts_waiting',
    help: 'Payouts that are not settled yet, by status',
    labelNames: ['account', 'status'],
  },
  oldestDue: {
    name: 'cauri_oldest_due_age_seconds',
    help: 'Age of the oldest payout on which work is due, 0 if nothing is due',
    labelNames: ['account'],
  },
  reviews: { name: 'cauri_reviews_open', help: 'Payouts that wait for a person, by reason', labelNames: ['reason'] },
  holdAge: {
    name: 'cauri_account_hold_age_seconds',
    help: 'Age of the hold of an account, 0 if it sends',
    labelNames: ['account'],
  },
  readsFailing: {
    name: 'cauri_account_reads_failing',
    help: '1 if the last read of the provider failed, else 0',
    labelNames: ['account'],
  },
  oldestDelivery: {
    name: 'cauri_webhook_oldest_due_age_seconds',
    help: 'Age of the oldest webhook delivery that is due, 0 if none is',
    labelNames: [],
  },
  databaseUp: {
    name: 'cauri_database_up',
    help: '1 if the numbers of this scrape could be read from the database, else 0',
    labelNames: [],
  },
  connections: {
    name: 'cauri_database_connections',
    help: 'Open database connections of this process by state: in_use, idle',
    labelNames: ['state'],
  },
  connectionsWaiting: {
    name: 'cauri_database_connection_waiters',
    help: 'Callers that wait for a database connection, or on SQLite for their turn',
    labelNames: [],
  },
  diskFree: {
    name: 'cauri_disk_free_bytes',
    help: 'Space left on the disk of the SQLite file; absent with a database server',
    labelNames: [],
  },
  clockJumps: {
    name: 'cauri_clock_jumps_total',
    help: 'Times that the clock of this machine was set by more than 30 s, or the machine slept',
    labelNames: [],
  },
  clockOffset: {
    name: 'cauri_clock_offset_seconds',
    help: 'Clock of the database server minus clock of this process',
    labelNames: [],
  },
} as const;
