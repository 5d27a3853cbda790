import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CallbackVerdict } from '../../common/callback-contract.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import type { PayoutConnector } from '../../common/payout-connector.js';
import { holdUnexplained } from '../domain/account-hold.js';
import { EngineContext } from '../engine/engine-context.js';
import { isUuid } from '../http/resource-id.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsOptions } from '../payouts.options.js';
import type { Transaction } from '../storage/transaction.js';

/** HTTP request of a callback before its verification. A host with its own callback route passes these values. */
export interface CallbackRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /**
   * Parsed query of the URL. If the provider does not sign its callbacks, the token in `c` proves that this one is
   * genuine.
   */
  readonly query: Readonly<Record<string, unknown>>;
  /** Body exactly as received. Undefined if the host did not keep it; `verify` then throws. */
  readonly rawBody: Uint8Array | undefined;
}

/** A callback that the connector has verified as genuine. */
export interface VerifiedCallback {
  readonly provider: string;
  /** Name of the account in the callback URL. Null if the URL names none. */
  readonly account: string | null;
  readonly body: Buffer;
  readonly verdict: Extract<CallbackVerdict, { kind: 'accepted' }>;
  /**
   * Accounts to which the callback may belong: the one in the URL, or all accounts of the provider if the URL names
   * none.
   */
  readonly accounts: readonly ConnectorAccount[];
}

interface Sender {
  readonly connector: PayoutConnector;
  /** The account in the URL, or all accounts of the provider if the URL names none. */
  readonly accounts: readonly ConnectorAccount[];
}

/**
 * Verifies and stores callbacks. A callback makes the worker read the payout from the provider. The content of the
 * callback never changes the payout's status. If that read says `failed` without a reason, the reason in the callback
 * is added.
 */
@Injectable()
export class PayoutCallbacks {
  constructor(
    private readonly context: EngineContext,
    @Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions,
  ) {}

  /**
   * Verifies and stores a callback, for a host with its own callback route. Returns false if the callback is not
   * genuine or its account is unknown. Do not tell the sender which of the two it is.
   * @throws DatabaseUnavailableError if it could not be stored, or CommitUnknownError if it may have been stored;
   *   answer with a 5xx, so that the provider sends it again
   * @throws if the raw body is missing, as in `verify`
   */
  async receive(provider: string, account: string | null, request: CallbackRequest): Promise<boolean> {
    const verified = this.verify(provider, account, request);
    if (verified === null) return false;
    await this.store(verified);
    return true;
  }

  /**
   * Lets the connector verify a callback. Returns null if it is not genuine or its account is unknown.
   * @throws if the raw body is missing, which is a wrong setting of the host
   */
  verify(provider: string, account: string | null, request: CallbackRequest): VerifiedCallback | null {
    const { rawBody, headers, query } = request;
    if (rawBody === undefined)
      throw new Error('callbacks need the raw body: create the application with { rawBody: true }');
    const sender = this.senderOf(provider, account);
    if (sender === null) return this.refuse('unknown');
    const callback = { account, headers, query, rawBody };
    const verdict = sender.connector.callbacks.authenticate(callback, this.options.callbackKeys ?? []);
    if (verdict.kind === 'refused') return this.refuse(provider);
    return { provider, account, body: Buffer.from(rawBody), verdict, accounts: sender.accounts };
  }

  /**
   * Counts a refused callback for the metrics. If its URL names no configured provider or account, it counts as
   * `unknown`.
   */
  private refuse(provider: string): null {
    this.context.telemetry.tell('calledBack', { provider, result: 'refused' });
    return null;
  }

  /**
   * Returns the connector and accounts that a callback URL names. Returns null if no such provider or account is
   * configured.
   */
  private senderOf(provider: string, account: string | null): Sender | null {
    const connector = this.options.connectors.find((one) => one.provider === provider);
    const accounts = connector?.accounts.filter(({ name }) => account === null || name === account) ?? [];
    return connector && accounts.length > 0 ? { connector, accounts } : null;
  }

  /**
   * Stores a verified callback and makes its payout due for a read. If the same callback is already stored, it is
   * counted and not stored again.
   * @throws DatabaseUnavailableError if it could not be stored, or CommitUnknownError if it may have been stored; the
   *   provider then sends it again
   */
  async store(callback: VerifiedCallback): Promise<void> {
    const { provider } = callback;
    const tell = (result: 'stored' | 'stranger' | 'failed'): void =>
      this.context.telemetry.tell('calledBack', { provider, result });
    try {
      tell((await this.write(callback)) ? 'stored' : 'stranger');
    } catch (error) {
      tell('failed');
      throw error;
    }
  }

  /**
   * Stores the callback in one transaction. Returns false if it names a payout that is not ours. Returns true if it
   * names one of ours, or none.
   */
  private write({ accounts, verdict, ...callback }: VerifiedCallback): Promise<boolean> {
    const at = this.context.clock.now();
    const { provider, account, body } = callback;
    const { payoutId, failureReason } = verdict;
    const id = payoutId !== null && isUuid(payoutId) ? payoutId.toLowerCase() : null;
    const hash = createHash('sha256')
      .update(`${provider}\0${account ?? ''}\0${id ?? ''}\0`)
      .update(body)
      .digest('hex');
    return this.context.unitOfWork.run(async (transaction) => {
      const fresh = await transaction.callbacks.store({ ...callback, payoutId: id, failureReason, hash, at });
      const payout = id === null ? null : await transaction.payouts.find(id);
      // A URL without an account proves the payout itself. Its account may since have another name in the configuration,
      // so only the provider is compared.
      if (payout?.provider === provider && (account === null || account === payout.account)) {
        await transaction.callbacks.wake(payout.id, at);
        return true;
      }
      if (payoutId !== null && fresh) await this.stranger(transaction, payoutId, accounts, at);
      return payoutId === null;
    });
  }

  /**
   * Handles a genuine callback about a payout that is not in the database. Stores a discrepancy, or holds the account
   * if the callback proves that the database has lost data.
   */
  private async stranger(
    transaction: Transaction,
    reference: string,
    accounts: readonly ConnectorAccount[],
    at: number,
  ): Promise<void> {
    for (const { name, provider, safety } of accounts) {
      if (safety.callbackAuth !== 'capability-url') {
        // The owner may also use the account without Cauri. The provider sends callbacks about those transactions too.
        const unknown = { payoutId: null, providerId: null, expected: null, actual: null };
        await transaction.discrepancies.insert([
          { runId: null, kind: 'stranger', provider, account: name, reference, at, ...unknown },
        ]);
        continue;
      }
      // Only Cauri creates such a URL, for a payout that is now missing. The database has therefore lost data, so the
      // account must send nothing more.
      await transaction.accounts.change(name, (state) => holdUnexplained(state, at));
    }
  }
}
