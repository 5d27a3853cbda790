import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { isPossibleMsisdn } from '../../common/msisdn.js';
import { oneAccount } from '../acceptance/routing.js';
import { validated } from '../dto/validated.js';
import { ConnectorRegistry } from '../engine/connector-registry.js';
import { PayoutError } from '../payouts.errors.js';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';
import { answerInTime } from '../refresh/answer-in-time.js';
import { CheckRecipientDto, type RecipientCheckDto } from './dto/recipient-check.dto.js';

/** Asks a provider if it can pay a recipient, before anybody requests a payout. Stores nothing. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly registry: ConnectorRegistry,
    @Inject(ENGINE_SETTINGS) private readonly settings: EngineSettings,
  ) {}

  /**
   * Asks the provider of the account that fits the query, and returns its answer. `payable` is false if the provider
   * does not know the number.
   * @throws PayoutError `validation_failed`; `no_account` if no account fits or can check phone numbers,
   *   `account_ambiguous` if several fit; `provider_unavailable` if the provider gives no usable answer in time
   */
  async check(query: CheckRecipientDto): Promise<RecipientCheckDto> {
    const { msisdn, provider, account: name, subCompanyId } = validated(CheckRecipientDto, query);
    if (!isPossibleMsisdn(msisdn)) {
      const errors = [{ field: 'msisdn', message: 'must be a possible phone number of its country' }];
      throw new PayoutError('validation_failed', 'This is no phone number.', { errors });
    }
    const account = oneAccount(this.registry.accounts, [
      { field: 'account', message: `no account is named ${name}`, fits: (one) => !name || one.name === name },
      {
        field: 'provider',
        message: `no account is at ${provider}`,
        fits: (one) => !provider || one.provider === provider,
      },
      { field: 'msisdn', message: 'no account that fits can check a phone number', fits: (one) => this.canCheck(one) },
    ]);
    const recipient = { kind: 'msisdn' as const, value: msisdn };
    const connector = this.registry.find(account.name)?.connector;
    const ask = async () => connector?.checkRecipient?.(account.name, recipient, subCompanyId ?? null);
    const checked = await answerInTime(this.settings.timings, ask());
    const { kycStatus, payable } = checked ?? { kycStatus: null, payable: false };
    return { provider: account.provider, account: account.name, msisdn, kycStatus, payable };
  }

  /** Returns true if the provider of the account can check phone numbers. */
  private canCheck({ name, recipientKind }: ConnectorAccount): boolean {
    return recipientKind === 'msisdn' && this.registry.find(name)?.connector.checkRecipient !== undefined;
  }
}
