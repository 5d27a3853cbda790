import { Inject, Injectable } from '@nestjs/common';
import {
  type CallbackVerdict,
  type ConnectorAccount,
  type Instruction,
  isPossibleMsisdn,
  isSuccess,
  type Observation,
  type PayoutConnector,
  type PayoutDraft,
  type Problem,
  ProviderReadError,
  readReply,
  type SubmitOutcome,
  submitOutcome,
  unreadable,
} from 'cauri';
import { BaobabPayClient } from './baobab-pay.client.js';
import { baobabPayObservation, isBaobabPayError } from './baobab-pay.observation.js';
import { type BaobabPayAccount, BaobabPayOptions } from './baobab-pay.options.js';

const LIMITS = { min: 100, max: 1_000_000 };

@Injectable()
export class BaobabPayConnector implements PayoutConnector {
  readonly provider = 'baobab-pay';
  readonly accounts: readonly ConnectorAccount[];
  readonly timeoutMs: number;
  /** Baobab Pay calls nobody back: reading does everything. */
  readonly callbacks = { authenticate: (): CallbackVerdict => ({ kind: 'refused' }) };

  constructor(
    @Inject(BaobabPayOptions) options: BaobabPayOptions,
    @Inject(BaobabPayClient) private readonly client: BaobabPayClient,
  ) {
    this.timeoutMs = options.timeoutMs;
    this.accounts = [accountOf(options.account)];
  }

  check({ account, amount, recipient }: PayoutDraft): Problem[] {
    if (account !== this.accounts[0]?.name) return [{ field: 'account', message: 'is not configured' }];
    if (amount.currency !== 'XAF') return [{ field: 'currency', message: 'must be XAF' }];
    if (recipient.kind !== 'msisdn') return [{ field: 'recipient', message: 'must be a phone number' }];
    const problems: Problem[] = [];
    if (amount.minor < LIMITS.min || amount.minor > LIMITS.max) {
      problems.push({ field: 'amount', message: `must be ${LIMITS.min} to ${LIMITS.max}` });
    }
    if (!isPossibleMsisdn(recipient.value)) {
      problems.push({ field: 'recipient.msisdn', message: 'must be a possible phone number' });
    }
    return problems;
  }

  async submit({ payoutId, amount, recipient, description }: Instruction): Promise<SubmitOutcome> {
    const call = this.client.createTransfer({
      reference: payoutId,
      amount: String(amount.minor),
      currency: 'XAF',
      phone: recipient.value,
      ...(description === null ? {} : { note: description }),
    });
    return submitOutcome(call, { isEnvelope: isBaobabPayError, observe: baobabPayObservation });
  }

  /** By our own id, which Baobab Pay documents as unique: one answer, no pages. */
  async lookup({ payoutId }: Instruction): Promise<Observation | 'absent'> {
    const reply = await readReply(this.client.getTransfer(payoutId));
    if (reply.status === 404 && isBaobabPayError(reply)) return 'absent';
    if (!isSuccess(reply)) throw unreadable(reply);
    const observation = baobabPayObservation(reply.json);
    if (observation === null || observation.providerStatus === '') {
      throw new ProviderReadError('a transfer without a readable id or state');
    }
    return observation;
  }
}

function accountOf({ name, baseUrl, merchant }: BaobabPayAccount): ConnectorAccount {
  return {
    name,
    provider: 'baobab-pay',
    // Another merchant's list proves nothing about what was sent with this one's token.
    scope: `${baseUrl} ${merchant}`,
    country: 'CM',
    currencies: [{ code: 'XAF', scale: 0 }],
    recipientKind: 'msisdn',
    limits: LIMITS,
    safety: {
      // "Baobab Pay executes a reference once": only such a sentence of the document allows this word.
      dedupe: 'by-reference',
      lookup: 'by-reference',
      callbackAuth: 'none',
      returnsAfterPaid: false,
    },
    requireApproval: false,
    requireVerifiedRecipient: false,
    resendAfterAbsence: false,
  };
}
