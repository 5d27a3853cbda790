import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { ProviderHttp, type ProviderReply, type ProviderRequest, pathSegment } from '../common/provider-http.js';
import { type JumiaCreditsAccountOptions, JumiaCreditsOptions } from './jumia-credits.options.js';
import type { JumiaCredit } from './jumia-credits.resources.js';

/** The request of the JumiaPay Credits document, 'Create a single credit'. */
export interface CreateCredit {
  /** At most 50 characters; the customer may see it. */
  readonly name: string;
  /** At most 255 characters; the customer does not see it. */
  readonly description: string;
  /** Decimal string with the number of decimals that JumiaPay uses for the currency. */
  readonly amount: string;
  /** ISO 4217 code, one of the nine in the document. */
  readonly currency: string;
  readonly customer_email: string;
  /** UTC time in the future, as `yyyy-MM-ddTHH:mm:ssZ`. */
  readonly expiration_date?: string;
  /** HTTPS URL. JumiaPay keeps its query parameters. */
  readonly callback_url?: string;
  /** Optional in the document. Required here, because a credit can be found by it after a lost reply. */
  readonly partner_credit_id: string;
}

type Call = Pick<ProviderRequest, 'method' | 'body'> & { readonly path: readonly string[] };

/**
 * HTTP client of the JumiaPay Credits API. Each method sends one HTTP request and returns the reply as received: it
 * throws for no status code and does not check the body. The first argument is the name of a configured account.
 *
 * @throws NoAnswerError, from every method, if there is no reply. With `connected: true` JumiaPay may have executed the
 * request: get the credit by its partner id before creating or cancelling it again.
 */
@Injectable()
export class JumiaCreditsClient {
  private readonly http: ProviderHttp;
  private readonly accounts: ReadonlyMap<string, JumiaCreditsAccountOptions>;

  /** Creates its own axios instance if `http` is left out, as outside of Nest. */
  constructor(options: JumiaCreditsOptions, http?: HttpService) {
    this.http = new ProviderHttp(options, http);
    this.accounts = new Map(options.accounts.map((account) => [account.name, account]));
  }

  /**
   * `POST /{wallet}`: 'Create a single credit'. 201 means accepted. JumiaPay checks the balance later, so the credit
   * may still fail.
   */
  createCredit(account: string, credit: CreateCredit): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'POST', path: [], body: credit });
  }

  /** `GET /{wallet}/{uuid}`: 'Get a single credit'. 404 if there is none. */
  getCredit(account: string, uuid: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'GET', path: [uuid] });
  }

  /** `GET /{wallet}/partner-id/{id}`: 'Get a single credit using partner id'. 404 if there is none. */
  getCreditByPartnerId(account: string, partnerCreditId: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'GET', path: ['partner-id', partnerCreditId] });
  }

  /**
   * `POST /{wallet}/{uuid}/cancel`, without a body: 'Cancel a single credit'. 200 means accepted. Works only for a
   * `delivered` credit.
   */
  cancelCredit(account: string, uuid: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'POST', path: [uuid, 'cancel'] });
  }

  /** `path`: the path segments after the wallet. */
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
