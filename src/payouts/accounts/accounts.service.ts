import { Injectable } from '@nestjs/common';
import { formatAmount } from '../../common/money.js';
import type { ConnectorAccount } from '../../common/payout-connector.js';
import { type AccountState, type Hold, isProbed, OPEN_ACCOUNT, pause } from '../domain/account-hold.js';
import { policyOf } from '../domain/account-policy.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { timeOrNull, timeText } from '../payout-view.js';
import { PayoutError } from '../payouts.errors.js';
import type { StoredAccountState } from '../storage/account-states.repository.js';
import { type AccountDto, type AccountHoldDto, type AccountPageDto, PauseAccountDto } from './dto/account.dto.js';

/**
 * Shows the configured accounts and their holds, and pauses and resumes them. It never calls a provider, so it always
 * answers fast.
 */
@Injectable()
export class AccountsService {
  constructor(private readonly context: EngineContext) {}

  async list(): Promise<AccountPageDto> {
    const states = await this.context.unitOfWork.read(({ accounts }) => accounts.all());
    const known = new Map(states.map((state) => [state.name, state]));
    return {
      data: this.context.registry.accounts.map((account) => toAccountDto(account, known.get(account.name) ?? UNKNOWN)),
    };
  }

  /**
   * Stops sending from an account until `resume` is called.
   * @throws PayoutError `validation_failed`, `not_found`
   */
  async pause(name: string, by: string, note: string): Promise<AccountDto> {
    validated(PauseAccountDto, { reason: note });
    const at = this.context.clock.now();
    return this.change(name, (state) => pause(state, { by, note, at }));
  }

  /**
   * Ends the hold of an account, whatever its reason. If the reason still exists, the worker sets a new hold.
   * @throws PayoutError `not_found`
   */
  resume(name: string): Promise<AccountDto> {
    return this.change(name, (state) => (state.hold === null ? state : OPEN_ACCOUNT));
  }

  private async change(name: string, decide: (state: AccountState) => AccountState): Promise<AccountDto> {
    const account = this.context.registry.find(name)?.account;
    if (!account) throw new PayoutError('not_found', 'There is no such account.');
    const after = await this.context.unitOfWork.run(async ({ accounts }) => {
      const state = await accounts.get(name);
      const decided = decide(state);
      if (decided !== state) await accounts.set(state, decided);
      return { ...decided, lastRead: state.lastRead };
    });
    return toAccountDto(account, after);
  }
}

type Shown = Pick<StoredAccountState, 'hold' | 'lastRead'>;

const UNKNOWN: Shown = { hold: null, lastRead: null };

function toAccountDto(account: ConnectorAccount, { hold, lastRead }: Shown): AccountDto {
  const { name, provider, country, currencies, safety, requireApproval } = account;
  const { approvers, approvalAbove } = policyOf(account);
  const scale = currencies[0]?.scale ?? 0;
  const limit = (minor: number | null): string | null => (minor === null ? null : formatAmount(minor, scale));
  return {
    name,
    provider,
    country,
    currencies: currencies.map(({ code }) => code),
    limits: { min: limit(account.limits.min), max: limit(account.limits.max) },
    safety,
    requireApproval,
    approvers,
    approvalAbove: limit(approvalAbove),
    balance: null,
    lastRead: lastRead && { at: timeText(lastRead.at), outcome: lastRead.outcome },
    hold: hold && toHoldDto(hold),
  };
}

function toHoldDto(hold: Hold): AccountHoldDto {
  const until = isProbed(hold) ? hold.until : null;
  return { reason: hold.note ?? hold.reason, until: timeOrNull(until), by: hold.by };
}
