import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { ProviderHttp, type ProviderRequest, pathSegment } from '../common/provider-http.js';
import { type DjamoAccountOptions, DjamoOptions } from './djamo.options.js';
import type {
  DjamoBalance,
  DjamoBatch,
  DjamoCustomer,
  DjamoList,
  DjamoReply,
  DjamoSubCompany,
  DjamoTopic,
  DjamoTransaction,
  DjamoWebhook,
} from './djamo.resources.js';

/** Body of `POST /v1/transactions`, as in the Djamo document, 'Sending money to one Djamo client'. */
export interface CreateTransaction {
  /** Amount in whole XOF. */
  readonly amount: number;
  /** Phone number in E.164 form with `+`. */
  readonly msisdn: string;
  /** Caller's id of the transaction. If the response is lost, the transaction can be found by it. */
  readonly reference: string;
  readonly type: 'transfer';
  readonly description?: string;
  /** Djamo's id of the sub-company in whose name the money is sent. */
  readonly subCompanyId?: string;
}

/** One item of `POST /v1/transactions/batch`. The samples in the Djamo document omit `type` here. */
export type BatchedTransaction = Omit<CreateTransaction, 'type'> & Partial<Pick<CreateTransaction, 'type'>>;

/** Position in a list that Djamo returns page by page. */
export interface ListPosition {
  /** Value of `cursor.next` on the previous page. Omit it for the first page. */
  readonly cursor?: string | undefined;
}

/** Query of `GET /v1/transactions`. */
export interface ListTransactions extends ListPosition {
  /**
   * Returns only transactions with this reference. The Djamo document does not describe this filter, so Djamo may
   * ignore it. Compare the references in the response.
   */
  readonly reference?: string | undefined;
}

/** Query of `GET /v1/transactions/customers/check`, as in the Djamo document, 'Check customer'. */
export interface CheckCustomer {
  /** Phone number in E.164 form with `+`. */
  readonly msisdn: string;
  readonly subCompanyId?: string;
}

/** Body of `POST /v1/webhooks`. Djamo calls `url` for the events of this one `topic`. */
export interface CreateWebhook {
  readonly topic: DjamoTopic;
  readonly url: string;
}

/** Body of `POST /v1/sub-companies`. */
export interface CreateSubCompany {
  readonly name: string;
  readonly logoUrl: string;
}

/** Body of `PUT /v1/sub-companies/<id>`. Fields that are left out keep their values. */
export type UpdateSubCompany = {
  readonly [Field in keyof CreateSubCompany]?: CreateSubCompany[Field] | undefined;
} & { readonly isActive?: boolean | undefined };

interface Call extends Pick<ProviderRequest, 'method' | 'body'> {
  readonly path: string;
  readonly query?: object;
}

/**
 * HTTP client for the Djamo Business API. Each method sends one HTTP request and returns the response with any status
 * code, without checking its body. The first argument is the name of a configured account.
 *
 * @throws NoAnswerError from every method, if there is no response. If its `connected` is true, Djamo may have executed
 *   the request. Look for the reference before you send money again, and never send it under another reference.
 * @throws Error from every method, if no account has the name
 */
@Injectable()
export class DjamoClient {
  /**
   * Minimum time between requests for two pages of the same list, in milliseconds. It follows from the option
   * `readRate`.
   */
  readonly pageIntervalMs: number;
  private readonly http: ProviderHttp;
  private readonly accounts: ReadonlyMap<string, DjamoAccountOptions>;

  /** Creates a client. If `http` is omitted, it creates its own axios instance, for use outside Nest. */
  constructor(options: DjamoOptions, http?: HttpService) {
    this.pageIntervalMs = Math.ceil(1_000 / options.readRate);
    this.http = new ProviderHttp(options, http);
    this.accounts = new Map(options.accounts.map((account) => [account.name, account]));
  }

  /** Sends money to one client: `POST /v1/transactions`. A 2xx means that Djamo accepted it, not that it is paid. */
  createTransaction(account: string, transaction: CreateTransaction): Promise<DjamoReply<DjamoTransaction>> {
    return this.call(account, { method: 'POST', path: '/v1/transactions', body: transaction });
  }

  /**
   * Sends money to several clients: `POST /v1/transactions/batch`. Djamo does not document the maximum size, what
   * happens if one item is refused, or how to read a batch later. After a lost response the outcome of every item is
   * unknown.
   */
  createBatch(account: string, transactions: readonly BatchedTransaction[]): Promise<DjamoReply<DjamoBatch>> {
    return this.call(account, { method: 'POST', path: '/v1/transactions/batch', body: { transactions } });
  }

  /** Reads one transaction by Djamo's id: `GET /v1/transactions/<id>`. The status is 404 if there is none. */
  async getTransaction(account: string, id: string): Promise<DjamoReply<DjamoTransaction>> {
    return this.read(account, `/v1/transactions/${pathSegment(id)}`);
  }

  /** Reads one page of the account's transactions: `GET /v1/transactions`. Djamo does not document their order. */
  listTransactions(account: string, query: ListTransactions = {}): Promise<DjamoReply<DjamoList<DjamoTransaction>>> {
    return this.read(account, '/v1/transactions', query);
  }

  /**
   * Reads the verification status of a client: `GET /v1/transactions/customers/check`. Only a client with the status
   * `complete` can be paid. For a number that Djamo does not know, the HTTP status is 404.
   */
  checkCustomer(account: string, customer: CheckCustomer): Promise<DjamoReply<DjamoCustomer>> {
    return this.read(account, '/v1/transactions/customers/check', customer);
  }

  /** Reads the account's balance: `GET /v1/balance`. */
  getBalance(account: string): Promise<DjamoReply<DjamoBalance>> {
    return this.read(account, '/v1/balance');
  }

  /** Registers a callback URL for one topic: `POST /v1/webhooks`. The response does not contain the signing secret. */
  createWebhook(account: string, webhook: CreateWebhook): Promise<DjamoReply<DjamoWebhook>> {
    return this.call(account, { method: 'POST', path: '/v1/webhooks', body: webhook });
  }

  /** Reads one registered webhook: `GET /v1/webhooks/<id>`. */
  async getWebhook(account: string, id: string): Promise<DjamoReply<DjamoWebhook>> {
    return this.read(account, `/v1/webhooks/${pathSegment(id)}`);
  }

  /** Reads one page of the registered webhooks: `GET /v1/webhooks`. */
  listWebhooks(account: string, position: ListPosition = {}): Promise<DjamoReply<DjamoList<DjamoWebhook>>> {
    return this.read(account, '/v1/webhooks', position);
  }

  /** Creates a sub-company: `POST /v1/sub-companies`. Transactions can then name its id as `subCompanyId`. */
  createSubCompany(account: string, subCompany: CreateSubCompany): Promise<DjamoReply<DjamoSubCompany>> {
    return this.call(account, { method: 'POST', path: '/v1/sub-companies', body: subCompany });
  }

  /** Reads one sub-company: `GET /v1/sub-companies/<id>`. */
  async getSubCompany(account: string, id: string): Promise<DjamoReply<DjamoSubCompany>> {
    return this.read(account, `/v1/sub-companies/${pathSegment(id)}`);
  }

  /** Reads one page of the sub-companies: `GET /v1/sub-companies`. */
  listSubCompanies(account: string, position: ListPosition = {}): Promise<DjamoReply<DjamoList<DjamoSubCompany>>> {
    return this.read(account, '/v1/sub-companies', position);
  }

  /** Changes a sub-company: `PUT /v1/sub-companies/<id>`. It cannot be deleted, only made inactive. */
  async updateSubCompany(account: string, id: string, change: UpdateSubCompany): Promise<DjamoReply<DjamoSubCompany>> {
    return this.call(account, { method: 'PUT', path: `/v1/sub-companies/${pathSegment(id)}`, body: change });
  }

  private read<Body>(account: string, path: string, query: object = {}): Promise<DjamoReply<Body>> {
    return this.call(account, { method: 'GET', path, query });
  }

  private async call<Body>(name: string, { path, query = {}, ...request }: Call): Promise<DjamoReply<Body>> {
    const account = this.accounts.get(name);
    if (account === undefined) throw new Error(`no Djamo account is named ${name}`);
    const { baseUrl, accessToken, companyId } = account;
    const reply = await this.http.request({
      ...request,
      // Removes undefined values, which would become the text "undefined" in a query.
      query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)),
      url: `${baseUrl}${path}`,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(companyId === null ? {} : { 'x-company-id': companyId }),
      },
    });
    return reply as DjamoReply<Body>;
  }
}
