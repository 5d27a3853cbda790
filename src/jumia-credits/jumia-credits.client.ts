import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { ProviderHttp, type ProviderReply, type ProviderRequest, pathSegment } from '../common/provider-http.js';
import { type JumiaCreditsAccountOptions, JumiaCreditsOptions } from './jumia-credits.options.js';
import type { JumiaCredit } from './jumia-credits.resources.js';

/** The JumiaPay Credits document, 'Create a single credit'. */
export interface CreateCredit {
  /** At most 50 characters; the customer may see it. */
  readonly name: string;
  /** At most 255 characters; the customer does not see it. */
  readonly description: string;
  /** Decimal text in the currency's own decimals. */
  readonly amount: string;
  /** ISO 4217, one of the nine of the document. */
  readonly currency: string;
  readonly customer_email: string;
  /** `yyyy-MM-ddTHH:mm:ssZ`, UTC, in the future. */
  readonly expiration_date?: string;
  /** HTTPS; query parameters are kept. */
  readonly callback_url?: string;
  /** Optional in the document; without it a lost reply could never be settled. */
  readonly partner_credit_id: string;
}

type Call = Pick<ProviderRequest, 'method' | 'body'> & { readonly path: readonly string[] };

/**
 * The JumiaPay Credits API in its own words: one HTTP request per method, the reply as it came, whatever its status, and
 * nothing of its body checked. Every method takes the name of a configured account first.
 *
 * @throws NoAnswerError, from every method, when there is no reply. One with `connected: true` may have been executed:
 * get the credit by its partner id before it is created or cancelled again.
 */
@Injectable()
export class JumiaCreditsClient {
  private readonly http: ProviderHttp;
  private readonly accounts: ReadonlyMap<string, JumiaCreditsAccountOptions>;

  /** Without `http`, outside of Nest, it makes an axios of its own. */
  constructor(options: JumiaCreditsOptions, http?: HttpService) {
    this.http = new ProviderHttp(options, http);
    this.accounts = new Map(options.accounts.map((account) => [account.name, account]));
  }

  /** `POST /{wallet}`: 'Create a single credit'. 201 accepts; the balance is looked at later, so it may still fail. */
  createCredit(account: string, credit: CreateCredit): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'POST', path: [], body: credit });
  }

  /** `GET /{wallet}/{uuid}`: 'Get a single credit'. 404 when there is none. */
  getCredit(account: string, uuid: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'GET', path: [uuid] });
  }

  /** `GET /{wallet}/partner-id/{id}`: 'Get a single credit using partner id'. 404 when there is none. */
  getCreditByPartnerId(account: string, partnerCreditId: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'GET', path: ['partner-id', partnerCreditId] });
  }

  /** `POST /{wallet}/{uuid}/cancel`, without a body: 'Cancel a single credit'. 200 accepts; only what is `delivered`. */
  cancelCredit(account: string, uuid: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'POST', path: [uuid, 'cancel'] });
  }

  /** `path`: the segments after the Credit account's. */
  private async call(name: string, { path, ...request }: Call): Promise<ProviderReply<JumiaCredit>> {
    const account = this.accounts.get(name);
    if (account === undefined) throw new Error(`no JumiaPay Credits account is named ${name}`);
    const { baseUrl, apiKey, businessArea, walletAccountId } = account;
    const segments = [walletAccountId, ...path].map(pathSegment);
    const reply = await this.http.request({
      ...request,
      url: `${baseUrl}/api/v1/single-credits/${segments.join('/')}`,
      headers: { apikey: apiKey, 'x-business-area': businessArea },
    });
    return reply as ProviderReply<JumiaCredit>;
  }
}
