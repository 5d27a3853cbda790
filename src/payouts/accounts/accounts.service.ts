import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { type AccountState, OPEN_ACCOUNT, pause } from '../domain/account-hold.js';
import { policyOf } from '../domain/account-policy.js';
import { dayAt } from '../domain/days.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutError } from '../payouts.errors.js';
import type { Transaction } from '../storage/transaction.js';
import { toAccountDto, UNKNOWN_ACCOUNT } from './account-view.js';
import { type AccountDto, type AccountPageDto, PauseAccountDto } from './dto/account.dto.js';

/**
 * Shows the configured accounts and their holds. Pauses and resumes accounts. It never calls a provider, so it always
 * answers fast.
 */
@Injectable()
export class AccountsService {
  constructor(private readonly context: EngineContext) {}

  /**
   * Returns all configured accounts, with their holds and the last stored balances and read results.
   * @throws DatabaseUnavailableError
   */
  async list(): Promise<AccountPageDto> {
    const { accounts } = this.context.registry;
    return { data: await this.context.unitOfWork.read((transaction) => this.views(transaction, accounts)) };
  }

  /**
   * Stops all sending from the account until `resume` is called. Replaces any other hold. Payouts that are already
   * claimed for sending are still sent, and reads go on. `by` is the consumer who pauses the account, and `note` is the
   * reason.
   * @throws PayoutError `validation_failed`, `not_found`
   */
  async pause(name: string, by: string, note: string): Promise<AccountDto> {
    validated(PauseAccountDto, { reason: note });
    const at = this.context.clock.now();
    return this.change(name, (state) => pause(state, { by, note, at }));
  }

  /**
   * Ends the hold of an account (its stop of all sending), whatever the reason, and resets its counts of failures. Does
   * nothing if there is no hold. If the cause still exists, the worker sets a new hold.
   * @throws PayoutError `not_found`
   */
  resume(name: string): Promise<AccountDto> {
    return this.change(name, (state) => (state.hold === null ? state : OPEN_ACCOUNT));
  }

  private async change(name: string, decide: (state: AccountState) => AccountState): Promise<AccountDto> {
    const account = this.context.registry.find(name)?.account;
    if (!account) throw new PayoutError('not_found', 'There is no such account.');
    const [after] = await this.context.unitOfWork.run(async (transaction) => {
      const state = await transaction.accounts.get(name);
      const decided = decide(state);
      if (decided !== state) await transaction.accounts.set(state, decided);
      return this.views(transaction, [account]);
    });
    if (after === undefined) throw new Error('a set of one came back empty');
    return after;
  }

  private async views(transaction: Transaction, accounts: readonly ConnectorAccount[]): Promise<AccountDto[]> {
    const states = new Map((await transaction.accounts.all()).map((state) => [state.name, state]));
    const committed = await transaction.payouts.committed(accounts.map(({ name }) => name));
    const views: AccountDto[] = [];
    for (const account of accounts) {
      const state = states.get(account.name) ?? UNKNOWN_ACCOUNT;
      const today = await this.acceptedToday(transaction, account);
      views.push(toAccountDto(account, { ...state, committed: committed.get(account.name) ?? 0, today }));
    }
    return views;
  }

  /**
   * Returns the sum of the payouts that count against the account's daily limit today, in minor units. Returns null if
   * the account has no limit.
   */
  private async acceptedToday(transaction: Transaction, account: ConnectorAccount): Promise<number | null> {
    const { dailyLimit, timeZone } = policyOf(account);
    if (dailyLimit === null) return null;
    return transaction.dailyTotals.count(account.name, dayAt(this.context.clock.now(), timeZone));
  }
}
