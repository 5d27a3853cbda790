import type { EntityManager } from 'typeorm';
import { type AccountChange, type AccountState, OPEN_ACCOUNT } from '../domain/account-hold.js';
import type { LastRead } from '../domain/read-outcome.js';
import { isDuplicate } from './database/database-errors.js';
import { StaleRowError } from './database/storage.errors.js';
import { AccountStateRow } from './entities/account-state.entity.js';
import type { JournalEntry } from './journal.js';

/** Balance of an account as the provider last reported it. */
export interface KnownBalance {
  /** Amount in minor units of the currency. */
  readonly amount: number;
  readonly currency: string;
  /** Time of the read in epoch milliseconds. */
  readonly at: number;
}

/**
 * State of an account as stored: its hold (a stop of all sending), its counters, its last read and its last balance.
 */
export interface StoredAccountState extends AccountState {
  readonly name: string;
  /** Time and outcome of the last request that read a payout from the provider. Null before the first. */
  readonly lastRead: LastRead | null;
  /** Last balance that the provider reported. Null if none was ever read. */
  readonly balance: KnownBalance | null;
  /** Version of the row, used to detect concurrent changes. 0 if the account has no row yet. */
  readonly version: number;
}

function toState(row: AccountStateRow): StoredAccountState {
  const { name, version, unknowns, failures, lastReadAt, lastReadOutcome } = row;
  const { reason, heldBy, heldSince, heldUntil, step, note } = row;
  const lastRead = lastReadAt === null ? null : { at: lastReadAt, outcome: lastReadOutcome ?? 'ok' };
  const hold =
    reason === null ? null : { reason, by: heldBy ?? 'worker', since: heldSince ?? 0, until: heldUntil, step, note };
  const { balance: amount, balanceCurrency: currency, balanceAt: at } = row;
  const balance = amount === null || currency === null || at === null ? null : { amount, currency, at };
  return { name, version, unknowns, failures, hold, lastRead, balance };
}

function toColumns({
  unknowns,
  failures,
  hold,
}: AccountState): Omit<AccountStateRow, 'name' | 'version' | keyof typeof UNTOUCHED> {
  return {
    unknowns,
    reason: hold?.reason ?? null,
    heldBy: hold?.by ?? null,
    heldSince: hold?.since ?? null,
    heldUntil: hold?.until ?? null,
    step: hold?.step ?? 0,
    failures,
    note: hold?.note ?? null,
  };
}

/**
 * Columns that `set` does not change in an existing row, with their values in a new row. Other methods write them
 * without increasing `version`.
 */
const UNTOUCHED = {
  registeringUntil: null,
  lastReadAt: null,
  lastReadOutcome: null,
  balance: null,
  balanceCurrency: null,
  balanceAt: null,
  balanceLow: 0,
};

/** Reads and writes the states of accounts. All instances share them. An account without a row has no hold. */
export class AccountStates {
  constructor(
    private readonly manager: EntityManager,
    private readonly journal: JournalEntry[] = [],
  ) {}

  /** Returns the state of an account. If the account has no row yet, the state is `OPEN_ACCOUNT` with version 0. */
  async get(name: string): Promise<StoredAccountState> {
    const row = await this.manager.findOneBy(AccountStateRow, { name });
    return row ? toState(row) : { name, version: 0, lastRead: null, balance: null, ...OPEN_ACCOUNT };
  }

  /** Returns the states of all accounts that have a row, in any order. Some of them may not be configured any more. */
  async all(): Promise<StoredAccountState[]> {
    return (await this.manager.find(AccountStateRow)).map(toState);
  }

  /**
   * Applies a change to an account's state and writes it; see `set`. Writes nothing if the counters and the hold stay
   * the same.
   * @throws StaleRowError if another instance changed the row meanwhile
   */
  async change(name: string, change: AccountChange): Promise<void> {
    const before = await this.get(name);
    const after = change(before);
    const { unknowns, failures, hold } = after;
    if (unknowns === before.unknowns && failures === before.failures && hold === before.hold) return;
    await this.set(before, after);
  }

  /**
   * Writes a new state if the row still has the version of `before`. Inserts the row if that version is 0. A new,
   * changed or ended hold also becomes an event for operators; see `outboxEvents`.
   * @throws StaleRowError if another instance changed the row meanwhile
   */
  async set(before: StoredAccountState, after: AccountState): Promise<void> {
    const { name, version } = before;
    this.journal.push({ kind: 'account', name, before: before.hold, after: after.hold });
    if (version === 0) {
      await this.manager
        .insert(AccountStateRow, { name, version: 1, ...UNTOUCHED, ...toColumns(after) })
        .catch((error) => {
          throw isDuplicate(error) ? new StaleRowError(name) : error;
        });
      return;
    }
    const { affected } = await this.manager.update(
      AccountStateRow,
      { name, version },
      { version: version + 1, ...toColumns(after) },
    );
    if (affected !== 1) throw new StaleRowError(name);
  }

  /**
   * Allows only this instance to register the account's callback URL at the provider, until `until` in epoch
   * milliseconds. Returns false while another instance has this reservation.
   */
  async takeRegistration(name: string, now: number, until: number): Promise<boolean> {
    const state = await this.get(name);
    if (state.version === 0) await this.set(state, OPEN_ACCOUNT);
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(AccountStateRow)
      .set({ registeringUntil: until })
      .where('name = :name AND (registering_until IS NULL OR registering_until <= :now)', { name, now })
      .execute();
    return affected === 1;
  }

  /**
   * Stores the time and the outcome of the latest read from the provider. Does not increase the version, so that no
   * concurrent change fails because of it.
   */
  async noteRead(name: string, { at, outcome }: LastRead): Promise<void> {
    const state = await this.get(name);
    if (state.version === 0) await this.set(state, OPEN_ACCOUNT);
    await this.manager.update(AccountStateRow, { name }, { lastReadAt: at, lastReadOutcome: outcome });
  }

  /**
   * Stores a balance. Returns true if it is low and the previous one was not: operators are then notified. While the
   * balance stays low, further calls return false.
   */
  async noteBalance(name: string, { amount, currency, at }: KnownBalance, isLow: boolean): Promise<boolean> {
    const state = await this.get(name);
    if (state.version === 0) await this.set(state, OPEN_ACCOUNT);
    await this.manager.update(
      AccountStateRow,
      { name },
      { balance: amount, balanceCurrency: currency, balanceAt: at, ...(isLow ? {} : { balanceLow: 0 }) },
    );
    if (!isLow) return false;
    const { affected } = await this.manager.update(AccountStateRow, { name, balanceLow: 0 }, { balanceLow: 1 });
    return affected === 1;
  }

  /**
   * Ends the reservation of `takeRegistration` early, also after a failed registration. Another instance can then
   * register at once.
   */
  async endRegistration(name: string): Promise<void> {
    await this.manager.update(AccountStateRow, { name }, { registeringUntil: null });
  }
}
