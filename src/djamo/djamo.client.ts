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

/** The request of the Djamo document, 'Sending money to one Djamo client'. */
export interface CreateTransaction {
  /** Whole XOF. */
  readonly amount: number;
  /** E.164 with `+`. */
  readonly msisdn: string;
  readonly reference: string;
  readonly type: 'transfer';
  readonly description?: string;
  readonly subCompanyId?: string;
}

/** The request of the Djamo document, 'Sending money to multiple Djamo clients', whose samples leave out `type`. */
export type BatchedTransaction = Omit<CreateTransaction, 'type'> & Partial<Pick<CreateTransaction, 'type'>>;

export interface ListPosition {
  /** `cursor.next` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface ListTransactions extends ListPosition {
  /** Not in the Djamo document, so Djamo may ignore it. Compare the references in the answer. */
  readonly reference?: string | undefined;
}

/** The query of the Djamo document, 'Check customer'. */
export interface CheckCustomer {
  /** E.164 with `+`. */
  readonly msisdn: string;
  readonly subCompanyId?: string;
}

export interface CreateWebhook {
  readonly topic: DjamoTopic;
  readonly url: string;
}

export interface CreateSubCompany {
  readonly name: string;
  readonly logoUrl: string;
}

/** Fields that are left out stay as they are. */
export type UpdateSubCompany = {
  readonly [Field in keyof CreateSubCompany]?: CreateSubCompany[Field] | undefined;
} & { readonly isActive?: boolean | undefined };

interface Call extends Pick<ProviderRequest, 'method' | 'body'> {
  readonly path: string;
  readonly query?: object;
}

/**
 * HTTP client of the Djamo Business API. Each method sends one HTTP request and returns the reply as received: it
 * throws for no status code and does not check the body. The first argument is the name of a configured account.
 *
 * @throws NoAnswerError, from every method, if there is no reply. With `connected: true` Djamo may have executed the
 * request: look for the reference before sending money again, and do not send it under another reference.
 */
@Injectable()
export class DjamoClient {
  /** Milliseconds between two pages of one list. */
  readonly pageIntervalMs: number;
  private readonly http: ProviderHttp;
  private readonly accounts: ReadonlyMap<string, DjamoAccountOptions>;

  /** Creates its own axios instance if `http` is left out, as outside of Nest. */
  constructor(options: DjamoOptions, http?: HttpService) {
    this.pageIntervalMs = Math.ceil(1_000 / options.readRate);
    this.http = new ProviderHttp(options, http);
    this.accounts = new Map(options.accounts.map((account) => [account.name, account]));
  }

  /** `POST /v1/transactions`: 'Sending money to one Djamo client'. A 2xx means accepted, not yet paid. */
  createTransaction(account: string, transaction: CreateTransaction): Promise<DjamoReply<DjamoTransaction>> {
    return this.call(account, { method: 'POST', path: '/v1/transactions', body: transaction });
  }

  /**
   * `POST /v1/transactions/batch`: 'Sending money to multiple Djamo clients'. Not documented: the maximum size, partial
   * acceptance and how to read a batch later. After a lost reply the outcome of every item is unknown.
   */
  createBatch(account: string, transactions: readonly BatchedTransaction[]): Promise<DjamoReply<DjamoBatch>> {
    return this.call(account, { method: 'POST', path: '/v1/transactions/batch', body: { transactions } });
  }

  /** `GET /v1/transactions/<id>`: 'Retrieving details about a transaction'. */
  async getTransaction(account: string, id: string): Promise<DjamoReply<DjamoTransaction>> {
    return this.read(account, `/v1/transactions/${pathSegment(id)}`);
  }

  /** `GET /v1/transactions`: one page of 'the list of transactions that have impacted your business account'. */
  listTransactions(account: string, query: ListTransactions = {}): Promise<DjamoReply<DjamoList<DjamoTransaction>>> {
    return this.read(account, '/v1/transactions', query);
  }

  /** `GET /v1/transactions/customers/check`: 'Check customer'. Only the status `complete` is a validated client. */
  checkCustomer(account: string, customer: CheckCustomer): Promise<DjamoReply<DjamoCustomer>> {
    return this.read(account, '/v1/transactions/customers/check', customer);
  }

  /** `GET /v1/balance` of Djamo's page 'Balance'. */
  getBalance(account: string): Promise<DjamoReply<DjamoBalance>> {
    return this.read(account, '/v1/balance');
  }

  /** `POST /v1/webhooks` of Djamo's page 'Webhooks'. Registers one topic. The answer contains no secret. */
  createWebhook(account: string, webhook: CreateWebhook): Promise<DjamoReply<DjamoWebhook>> {
    return this.call(account, { method: 'POST', path: '/v1/webhooks', body: webhook });
  }

  /** `GET /v1/webhooks/<id>` of Djamo's page 'Webhooks'. */
  async getWebhook(account: string, id: string): Promise<DjamoReply<DjamoWebhook>> {
    return this.read(account, `/v1/webhooks/${pathSegment(id)}`);
  }

  /** `GET /v1/webhooks` of Djamo's page 'Webhooks': one page. */
  listWebhooks(account: string, position: ListPosition = {}): Promise<DjamoReply<DjamoList<DjamoWebhook>>> {
    return this.read(account, '/v1/webhooks', position);
  }

  /** `POST /v1/sub-companies` of Djamo's page 'Sub-companies'. */
  createSubCompany(account: string, subCompany: CreateSubCompany): Promise<DjamoReply<DjamoSubCompany>> {
    return this.call(account, { method: 'POST', path: '/v1/sub-companies', body: subCompany });
  }

  /** `GET /v1/sub-companies/<id>` of Djamo's page 'Sub-companies'. */
  async getSubCompany(account: string, id: string): Promise<DjamoReply<DjamoSubCompany>> {
    return this.read(account, `/v1/sub-companies/${pathSegment(id)}`);
  }

  /** `GET /v1/sub-companies` of Djamo's page 'Sub-companies': one page. */
  listSubCompanies(account: string, position: ListPosition = {}): Promise<DjamoReply<DjamoList<DjamoSubCompany>>> {
    return this.read(account, '/v1/sub-companies', position);
  }

  /**
   * `PUT /v1/sub-companies/<id>` of Djamo's page 'Sub-companies'. A sub-company cannot be deleted, only made inactive.
   */
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
      // Leaves out undefined values: in a query they would become the text "undefined".
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
