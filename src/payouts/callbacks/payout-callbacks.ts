import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CallbackVerdict } from '../../common/callback-authenticator.js';
import type { ConnectorAccount, PayoutConnector } from '../../common/payout-connector.js';
import { holdUnexplained } from '../domain/account-hold.js';
import { EngineContext } from '../engine/engine-context.js';
import { isUuid } from '../http/resource-id.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsOptions } from '../payouts.options.js';
import type { Transaction } from '../storage/transaction.js';

/** A callback as it arrived; a host that has a route of its own hands these over. */
export interface CallbackRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly rawBody: Uint8Array | undefined;
}

/** A callback that is the provider's own. */
export interface VerifiedCallback {
  readonly provider: string;
  /** Null where the provider's URL names none. */
  readonly account: string | null;
  readonly body: Buffer;
  readonly verdict: Extract<CallbackVerdict, { kind: 'accepted' }>;
  /** The accounts that it may be about. */
  readonly accounts: readonly ConnectorAccount[];
}

interface Sender {
  readonly connector: PayoutConnector;
  /** The accounts that the callback may be about: the route names one, or the provider's URL none. */
  readonly accounts: readonly ConnectorAccount[];
}

/**
 * Authenticates, stores and answers; that is all. What a callback says changes nothing: it only makes the worker read
 * the provider.
 */
@Injectable()
export class PayoutCallbacks {
  constructor(
    private readonly context: EngineContext,
    @Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions,
  ) {}

  /**
   * Verifies and stores in one call, for a host with a route of its own. True when it is stored, false when it is not
   * authentic (or its account is unknown, which nobody is told).
   * @throws DatabaseUnavailableError when it could not be stored: the provider sends it again
   */
  async receive(provider: string, account: string | null, request: CallbackRequest): Promise<boolean> {
    const verified = this.verify(provider, account, request);
    if (verified === null) return false;
    await this.store(verified);
    return true;
  }

  /** Asks the connector whether the callback is the provider's own; null if it is not, or names no account of ours. */
  verify(provider: string, account: string | null, request: CallbackRequest): VerifiedCallback | null {
    const { rawBody, headers, query } = request;
    if (rawBody === undefined)
      throw new Error('callbacks need the raw body: create the application with { rawBody: true }');
    const sender = this.senderOf(provider, account);
    if (sender === null) return null;
    const callback = { account, headers, query, rawBody };
    const verdict = sender.connector.callbacks.authenticate(callback, this.options.callbackKeys ?? []);
    if (verdict.kind === 'refused') return null;
    return { provider, account, body: Buffer.from(rawBody), verdict, accounts: sender.accounts };
  }

  private senderOf(provider: string, account: string | null): Sender | null {
    const connector = this.options.connectors.find((one) => one.provider === provider);
    const accounts = connector?.accounts.filter(({ name }) => account === null || name === account) ?? [];
    return connector && accounts.length > 0 ? { connector, accounts } : null;
  }

  /** @throws DatabaseUnavailableError when it could not be stored: the provider sends it again */
  async store({ accounts, verdict, ...callback }: VerifiedCallback): Promise<void> {
    const at = this.context.clock.now();
    const { provider, account, body } = callback;
    const { payoutId, failureReason } = verdict;
    const id = payoutId !== null && isUuid(payoutId) ? payoutId.toLowerCase() : null;
    const hash = createHash('sha256')
      .update(`${provider}\0${account ?? ''}\0${id ?? ''}\0`)
      .update(body)
      .digest('hex');
    await this.context.unitOfWork.run(async (transaction) => {
      const fresh = await transaction.callbacks.store({ ...callback, payoutId: id, failureReason, hash, at });
      const payout = id === null ? null : await transaction.payouts.find(id);
      if (payout && accounts.some(({ name }) => name === payout.account)) {
        await transaction.callbacks.wake(payout.id, at);
      } else if (payoutId !== null && fresh) await this.stranger(transaction, payoutId, accounts, at);
    });
  }

  /** Authentic, yet about a payout that the books do not know. */
  private async stranger(
    transaction: Transaction,
    reference: string,
    accounts: readonly ConnectorAccount[],
    at: number,
  ): Promise<void> {
    for (const { name, provider, safety } of accounts) {
      if (safety.callbackAuth !== 'capability-url') {
        // Anybody may transact from the account by other means; the provider tells us of those too.
        const unknown = { payoutId: null, providerId: null, expected: null, actual: null };
        await transaction.discrepancies.insert([
          { runId: null, kind: 'stranger', provider, account: name, reference, at, ...unknown },
        ]);
        continue;
      }
      // We made this URL for a payout that is gone: the database has lost what it had acknowledged.
      await transaction.accounts.change(name, (state) => holdUnexplained(state, at));
    }
  }
}
