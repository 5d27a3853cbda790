import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../common/connector-account.js';
import {
  type Instruction,
  type Observation,
  type PayoutConnector,
  type PayoutDraft,
  type Problem,
  ProviderReadError,
  type SubmitOutcome,
} from '../common/payout-connector.js';
import type { ProviderTransaction } from '../common/provider-reads.js';
import { isSuccess, readReply, unreadable } from '../common/provider-reply.js';
import { submitOutcome } from '../common/submit-outcome.js';
import { jumiaCreditsAccount } from './jumia-credits.accounts.js';
import { JumiaCreditsCallbacks } from './jumia-credits.callbacks.js';
import { cancellationOutcome } from './jumia-credits.cancellation-outcome.js';
import { JumiaCreditsClient } from './jumia-credits.client.js';
import { isJumiaCreditsEnvelope, isJumiaCreditsNotFound } from './jumia-credits.envelope.js';
import { jumiaCreditsObservation } from './jumia-credits.observation.js';
import { type JumiaCreditsAccountOptions, JumiaCreditsOptions } from './jumia-credits.options.js';
import { createCredit } from './jumia-credits.request.js';
import { jumiaCreditsProblems, withJumiaCreditsDefaults } from './jumia-credits.rules.js';
import { jumiaCredit } from './jumia-credits.transactions.js';

/**
 * Connector for the JumiaPay Credits API, which pays credits to e-mail addresses. It can cancel a paid credit. It reads
 * neither a balance nor a list of transactions.
 */
@Injectable()
export class JumiaCreditsConnector implements PayoutConnector {
  readonly provider = 'jumia-credits';
  readonly accounts: readonly ConnectorAccount[];
  readonly timeoutMs: number;
  readonly callbacks = new JumiaCreditsCallbacks();

  constructor(
    private readonly options: JumiaCreditsOptions,
    private readonly client: JumiaCreditsClient,
  ) {
    this.timeoutMs = options.timeoutMs;
    this.accounts = options.accounts.map(jumiaCreditsAccount);
  }

  withDefaults(draft: PayoutDraft): PayoutDraft {
    const account = this.accountOf(draft);
    return account ? withJumiaCreditsDefaults(draft, account) : draft;
  }

  check(draft: PayoutDraft, now: number): Problem[] {
    const account = this.accountOf(draft);
    return account ? jumiaCreditsProblems(draft, account, now) : [{ field: 'account', message: 'is not configured' }];
  }

  async submit(instruction: Instruction): Promise<SubmitOutcome> {
    const call = this.client.createCredit(instruction.account, createCredit(instruction));
    return submitOutcome(call, { isEnvelope: isJumiaCreditsEnvelope, observe: jumiaCreditsObservation });
  }

  /**
   * Reads the credit by the payout's id, which JumiaPay documents as unique. Returns `absent` if JumiaPay answers that
   * it does not exist.
   * @throws ProviderReadError if there is no usable response
   */
  async lookup({ account, payoutId }: Instruction): Promise<Observation | 'absent'> {
    const reply = await readReply(this.client.getCreditByPartnerId(account, payoutId));
    if (isJumiaCreditsNotFound(reply)) return 'absent';
    if (!isSuccess(reply)) throw unreadable(reply);
    return readable(reply.json);
  }

  /**
   * Asks JumiaPay to cancel a delivered credit: `POST /{wallet}/{uuid}/cancel`. Only a later read of the credit tells
   * whether the money came back.
   * @throws TypeError before the POST if the payout has no uuid
   */
  async cancel({ account, providerId }: Instruction): Promise<SubmitOutcome> {
    if (providerId === null) throw new TypeError('a credit without a uuid cannot be cancelled');
    return cancellationOutcome(this.client.cancelCredit(account, providerId));
  }

  /**
   * Reads a credit by its uuid, or by the payout's id written as `partner:<id>`. Returns `absent` if JumiaPay answers
   * that it does not exist.
   * @throws ProviderReadError if there is no usable response
   */
  transaction(account: string, id: string): Promise<ProviderTransaction | 'absent'> {
    return jumiaCredit(this.client, account, id);
  }

  private accountOf(draft: PayoutDraft): JumiaCreditsAccountOptions | undefined {
    return this.options.accounts.find(({ name }) => name === draft.account);
  }
}

/**
 * Converts a credit that was read from JumiaPay to an observation.
 * @throws ProviderReadError if the credit has no uuid or no status; the engine reads it again later
 */
function readable(json: unknown): Observation {
  const observation = jumiaCreditsObservation(json);
  if (observation === null || observation.providerStatus === '') {
    throw new ProviderReadError('a credit without a readable uuid or status');
  }
  return observation;
}
