import type { Draft } from './drafts.js';
import { call, expectStatus, type Reply } from './http-call.js';

/**
 * The fields of a payout that the demo uses. Amounts are decimal strings. `review` is null unless a person must decide,
 * and `failure` is null unless the payout failed.
 */
export interface PayoutView {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly review: { readonly reason: string; readonly message: string } | null;
  readonly provider: string;
  readonly amount: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly recipient: { readonly msisdn?: string; readonly email?: string };
  readonly usedAmount: string | null;
  readonly returnedAmount: string | null;
  readonly failure: { readonly code: string; readonly providerReason: string | null } | null;
}

/**
 * The fields of a batch that the demo uses. `completedAt` is the first time at which all its payouts were final and
 * none was in review (a person must decide). Null before.
 */
export interface Batch {
  readonly id: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: readonly BatchRowError[];
  readonly completedAt: string | null;
}

/** Result of checking a CSV file without storing anything. `counts` are numbers of rows. */
export interface ValidationView {
  readonly counts: { readonly total: number; readonly valid: number; readonly invalid: number };
  readonly errors: readonly BatchRowError[];
  /** Character encoding that Cauri has detected in the file. Null for a batch in JSON. */
  readonly encoding: string | null;
}

/** A row of a CSV file that cannot be paid, with the reason. */
interface BatchRowError {
  readonly row: number;
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

/** An event of a payout's history. */
export interface EventView {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The fields of an account that the demo uses. `hold` says why no payouts are sent from the account. It is null if they
 * are sent.
 */
export interface Account {
  readonly name: string;
  readonly hold: { readonly reason: string } | null;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

const FINAL = ['paid', 'failed', 'returned', 'canceled'];

/** Returns true if the payout has a final status or is in review (waits for a person's decision). */
export function isSettled({ status, review }: PayoutView): boolean {
  return review !== null || FINAL.includes(status);
}

/**
 * HTTP client for Cauri's REST API. `post`, `cancel` and `upload` return every response, whatever its status. The other
 * methods throw for a status other than 200. All throw without a response within 10 seconds.
 */
export class CauriClient {
  constructor(
    readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** Requests a payout. Returns the whole response, with status and headers. */
  post(draft: Draft, idempotencyKey: string): Promise<Reply> {
    return call(`${this.url}/v1/payouts`, {
      method: 'POST',
      headers: { ...this.authorization, 'idempotency-key': idempotencyKey },
      body: draft,
    });
  }

  cancel(id: string): Promise<Reply> {
    return call(`${this.url}/v1/payouts/${id}/cancel`, { method: 'POST', headers: this.authorization });
  }

  async payout(id: string): Promise<PayoutView> {
    return (await this.get(`/v1/payouts/${id}`)) as PayoutView;
  }

  async events(id: string): Promise<readonly EventView[]> {
    return ((await this.get(`/v1/payouts/${id}/events`)) as Page<EventView>).data;
  }

  async account(name: string): Promise<Account | undefined> {
    return ((await this.get('/v1/accounts')) as Page<Account>).data.find((account) => account.name === name);
  }

  /**
   * Uploads a CSV file as a batch. `options` are the query parameters, such as `mode`. Returns the whole response, with
   * status and headers.
   */
  upload(csv: Uint8Array, options: Readonly<Record<string, string>>, idempotencyKey?: string): Promise<Reply> {
    return call(`${this.url}/v1/batches?${new URLSearchParams(options)}`, {
      method: 'POST',
      headers: { ...this.authorization, ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) },
      body: csv,
    });
  }

  async batch(id: string): Promise<Batch> {
    return (await this.get(`/v1/batches/${id}`)) as Batch;
  }

  /** Returns `results.csv`: the rows of a batch with the result of each. */
  async resultsOf(batchId: string): Promise<string> {
    return (await this.get(`/v1/batches/${batchId}/results.csv`)) as string;
  }

  /** Returns all payouts, or those with this status or of this batch. It reads all pages. */
  async payouts(filter: { readonly status?: string; readonly batchId?: string } = {}): Promise<PayoutView[]> {
    const all: PayoutView[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ limit: '100', ...filter, ...(cursor && { cursor }) });
      const page = (await this.get(`/v1/payouts?${query}`)) as Page<PayoutView>;
      all.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  }

  private async get(path: string): Promise<unknown> {
    return expectStatus(await call(`${this.url}${path}`, { headers: this.authorization }), 200, `GET ${path}`);
  }

  private get authorization(): { authorization: string } {
    return { authorization: `Bearer ${this.apiKey}` };
  }
}
