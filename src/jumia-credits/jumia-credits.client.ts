import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { ProviderHttp, type ProviderReply, type ProviderRequest, pathSegment } from '../common/provider-http.js';
import { type JumiaCreditsAccountOptions, JumiaCreditsOptions } from './jumia-credits.options.js';
import type { JumiaCredit } from './jumia-credits.resources.js';

/** Body of `POST /{wallet}`, as in the JumiaPay Credits document, 'Create a single credit'. */
export interface CreateCredit {
  /** Name of the credit, at most 50 characters. The customer (the recipient) may see it. */
  readonly name: string;
  /** Description, at most 255 characters. The customer does not see it. */
  readonly description: string;
  /** Amount as a decimal string, with the number of decimals that JumiaPay uses for the currency. */
  readonly amount: string;
  /** ISO 4217 code, one of the nine that JumiaPay documents. */
  readonly currency: string;
  /** E-mail address of the customer who gets the credit. */
  readonly customer_email: string;
  /** Time of expiry, in the future, as `yyyy-MM-ddTHH:mm:ssZ` in UTC. Omit it for a credit that does not expire. */
  readonly expiration_date?: string;
  /** HTTPS URL for callbacks. JumiaPay keeps its query parameters. */
  readonly callback_url?: string;
  /**
   * Caller's id of the credit. It is optional in the document, but required here: if the response is lost, the credit
   * can be found by it.
   */
  readonly partner_credit_id: string;
}

/** One request. `path` contains the path segments after the wallet's id. */
type Call = Pick<ProviderRequest, 'method' | 'body'> & { readonly path: readonly string[] };

/**
 * HTTP client for the JumiaPay Credits API. Each method sends one HTTP request and returns the response with any status
 * code, without checking its body. The first argument is the name of a configured account. In the paths below,
 * `{wallet}` is the account's wallet id.
 *
 * @throws NoAnswerError from every method, if there is no response. If its `connected` is true, JumiaPay may have
 *   executed the request. Get the credit by its partner id before you create or cancel it again.
 * @throws Error from every method, if no account has the name
 */
@Injectable()
export class JumiaCreditsClient {
  private readonly http: ProviderHttp;
  private readonly accounts: ReadonlyMap<string, JumiaCreditsAccountOptions>;

  /** Creates a client. If `http` is omitted, it creates its own axios instance, for use outside Nest. */
  constructor(options: JumiaCreditsOptions, http?: HttpService) {
    this.http = new ProviderHttp(options, http);
    this.accounts = new Map(options.accounts.map((account) => [account.name, account]));
  }

  /**
   * Creates a credit: `POST /{wallet}`. A 201 means that JumiaPay accepted it. The balance is checked later, so the
   * credit may still fail.
   */
  createCredit(account: string, credit: CreateCredit): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'POST', path: [], body: credit });
  }

  /** Reads a credit by JumiaPay's uuid: `GET /{wallet}/{uuid}`. The status is 404 if there is none. */
  getCredit(account: string, uuid: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'GET', path: [uuid] });
  }

  /**
   * Reads a credit by the id that the caller gave it: `GET /{wallet}/partner-id/{id}`. The status is 404 if there is
   * none.
   */
  getCreditByPartnerId(account: string, partnerCreditId: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'GET', path: ['partner-id', partnerCreditId] });
  }

  /**
   * Cancels a credit: `POST /{wallet}/{uuid}/cancel`, without a body. A 200 means that JumiaPay accepted the request.
   * Only a `delivered` credit can be cancelled.
   */
  cancelCredit(account: string, uuid: string): Promise<ProviderReply<JumiaCredit>> {
    return this.call(account, { method: 'POST', path: [uuid, 'cancel'] });
  }

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
