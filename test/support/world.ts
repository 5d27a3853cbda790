import request from 'supertest';
import {
  DJAMO_SANDBOX_DEFAULTS,
  type DjamoSandboxOptions,
  startDjamoSandbox,
} from '../../src/sandbox/djamo/djamo-sandbox.js';
import type { RunningSandbox } from '../../src/sandbox/http.js';
import {
  JUMIA_CREDITS_SANDBOX_DEFAULTS as JUMIA,
  startJumiaCreditsSandbox,
} from '../../src/sandbox/jumia-credits/jumia-credits-sandbox.js';
import type { DatabaseKind, TestDatabase } from './databases.js';
import { UndocumentedError, undocumented } from './openapi.js';
import { type RunningService, startService } from './service.js';

export const KEY = 'test-key-of-the-shop';
export const OTHER_KEY = 'test-key-of-another-shop';
export const READER_KEY = 'test-key-that-only-reads';

/** Long waits made short; the protocol is the same. */
const TIMINGS = {
  WORKER_INTERVAL: '100ms',
  SUBMIT_TIMEOUT: '1500ms',
  LEASE: '4s',
  POLL_PLAN: '200ms,400ms,1s',
  RESEND_WAIT: '300ms',
  ABSENCE_SEARCH: '3s',
  HOLD_PLAN: '200ms,500ms,1s',
};

export interface SandboxRequest {
  readonly reference: string | null;
  readonly answered: number | string;
  readonly executed: boolean;
}

export interface LedgerEntry {
  readonly kind: string;
  readonly at: string;
  readonly reference: string;
  readonly amount: string;
  readonly recipient: string;
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface PayoutBody {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly provider: string;
  readonly amount: string;
  readonly recipient: object;
  readonly review: { readonly reason: string; readonly since: string } | null;
  readonly reference: string | null;
  readonly failure: { readonly code: string; readonly providerReason: string | null } | null;
  readonly [field: string]: unknown;
}

export interface Wiring {
  /** How the Djamo sandbox differs from its defaults, such as a provider that executes a repeated reference. */
  readonly djamo?: Partial<DjamoSandboxOptions>;
  /** What stands between the service and a provider or a database: takes the real address, answers its own. */
  readonly relay?: (to: 'djamo' | 'jumia' | 'database', url: string) => Promise<string>;
}

const SANDBOX = { settleAfterMs: 300, slowMs: 1_000, lateExecutionMs: 2_500 };
const direct = async (_: string, url: string): Promise<string> => url;

/** The built service between two sandboxes and a database of its own, all real, all on free ports. */
export class World {
  private readonly before: RunningService[] = [];

  private constructor(
    readonly database: TestDatabase,
    private readonly sandboxes: { readonly djamo: RunningSandbox; readonly jumia: RunningSandbox },
    /** The environment of the service: for a command on the same database and providers. */
    readonly settings: Readonly<Record<string, string>>,
    public service: RunningService,
  ) {}

  static async start(kind: DatabaseKind, settings: Record<string, string> = {}, wiring: Wiring = {}): Promise<World> {
    const database = await kind.create();
    const djamo = await startDjamoSandbox({ ...SANDBOX, ...wiring.djamo });
    const jumia = await startJumiaCreditsSandbox(SANDBOX);
    const relay = wiring.relay ?? direct;
    const environment = {
      ...TIMINGS,
      DATABASE_URL: await relay('database', database.url),
      API_KEYS: `shop:${KEY}:*,other:${OTHER_KEY}:payouts:read+payouts:write,shop:${READER_KEY}:payouts:read`,
      DJAMO_BASE_URL: await relay('djamo', djamo.url),
      DJAMO_ACCESS_TOKEN: DJAMO_SANDBOX_DEFAULTS.accessToken,
      JUMIA_CREDITS_BASE_URL: `${await relay('jumia', jumia.url)}/b2ccredits`,
      JUMIA_CREDITS_API_KEY: JUMIA.apiKey,
      JUMIA_CREDITS_BUSINESS_AREA: JUMIA.businessArea,
      JUMIA_CREDITS_WALLET_ACCOUNT_ID: JUMIA.creditWalletAccountId,
      JUMIA_CREDITS_CURRENCY: 'XOF',
      ...settings,
    };
    const service = await startService(environment).catch(async (error) => {
      // Else Jest would wait for the sandboxes and never say what failed.
      await Promise.all([djamo.close(), jumia.close()]);
      await database.drop();
      throw error;
    });
    return new World(database, { djamo, jumia }, environment, service);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.before, this.service].map((service) => service.end('SIGTERM')));
    await Promise.all([this.sandboxes.djamo.close(), this.sandboxes.jumia.close()]);
    await this.database.drop();
  }

  /** The sandboxes' addresses, for calls that no service makes. */
  get providers(): { readonly djamo: string; readonly jumia: string } {
    return { djamo: this.sandboxes.djamo.url, jumia: this.sandboxes.jumia.url };
  }

  /** Ends the service by a signal and starts it again on the same database. */
  async restart(signal: NodeJS.Signals, settings: Record<string, string> = {}): Promise<void> {
    await this.service.end(signal);
    this.before.push(this.service);
    this.service = await startService({ ...this.settings, ...settings });
  }

  /** One more instance on the same database and providers. */
  async anotherInstance(settings: Record<string, string> = {}): Promise<RunningService> {
    const another = await startService({ ...this.settings, ...settings });
    this.before.push(another);
    return another;
  }

  /** Everything that the services of this world printed, also those that are gone. */
  output(): string {
    return [...this.before, this.service].map((service) => service.output()).join('');
  }

  /** An answer as the OpenAPI document tells it. @throws UndocumentedError */
  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers = {},
  ): Promise<Answer<T>> {
    const verb = method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete';
    const reply = await request(this.service.url)
      [verb](path)
      .set({
        authorization: `Bearer ${KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      })
      .send(body === undefined ? undefined : JSON.stringify(body));
    const { status, text, headers: told } = reply;
    const wrong = undocumented({ method, path, status, contentType: told['content-type'] ?? '', text: text ?? '' });
    if (wrong.length > 0) throw new UndocumentedError(wrong.join('\n'));
    return {
      status,
      headers: new Headers(told),
      body: (text ? JSON.parse(text) : null) as T,
    };
  }

  create(body: object, idempotencyKey: string = crypto.randomUUID(), headers = {}): Promise<Answer<PayoutBody>> {
    return this.call('POST', '/v1/payouts', body, { 'idempotency-key': idempotencyKey, ...headers });
  }

  async payout(id: string): Promise<PayoutBody> {
    return (await this.call<PayoutBody>('GET', `/v1/payouts/${id}`)).body;
  }

  /** Every payout, or those of a filter such as `batchId=…`, page by page. */
  async payouts(filter = ''): Promise<PayoutBody[]> {
    const all: PayoutBody[] = [];
    let cursor = '';
    do {
      const path = `/v1/payouts?limit=100&${filter}${cursor && `&cursor=${cursor}`}`;
      const { body } = await this.call<{ data: PayoutBody[]; nextCursor: string | null }>('GET', path);
      all.push(...body.data);
      cursor = body.nextCursor ?? '';
    } while (cursor !== '');
    return all;
  }

  /** Waits until a payout is final or a person has to look. */
  settled(id: string): Promise<PayoutBody> {
    return until(async () => {
      const payout = await this.payout(id);
      return isSettled(payout) ? payout : null;
    });
  }

  async sandbox<T>(provider: 'djamo' | 'jumia', method: string, path: string, body?: object): Promise<T> {
    const { url } = this.sandboxes[provider];
    const reply = await fetch(`${url}/_sandbox/${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    return (await reply.json()) as T;
  }

  /** The POSTs to create that arrived for a payout. */
  async posts(id: string): Promise<SandboxRequest[]> {
    return (await this.allPosts()).filter(({ reference }) => reference === id);
  }

  /** The POSTs to create that arrived at both providers. */
  async allPosts(): Promise<SandboxRequest[]> {
    const requests = await Promise.all([
      this.sandbox<SandboxRequest[]>('djamo', 'GET', 'requests'),
      this.sandbox<SandboxRequest[]>('jumia', 'GET', 'requests'),
    ]);
    return requests.flat();
  }

  /** What the providers' own ledgers say. */
  async ledger(): Promise<LedgerEntry[]> {
    const ledgers = await Promise.all([
      this.sandbox<LedgerEntry[]>('djamo', 'GET', 'ledger'),
      this.sandbox<LedgerEntry[]>('jumia', 'GET', 'ledger'),
    ]);
    return ledgers.flat();
  }
}

export function isSettled({ status, review }: PayoutBody): boolean {
  return ['paid', 'failed', 'returned', 'canceled'].includes(status) || review !== null;
}

/** Asks again until there is an answer; a test that waits in vain fails with the last one. */
/** Far longer than anything takes, also on a machine that is busy with other things four times over. */
const PATIENCE_MS = 120_000;

export async function until<T>(ask: () => Promise<T | null>, timeoutMs = PATIENCE_MS): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask().catch((error) => {
      if (error instanceof UndocumentedError) throw error;
      return null;
    });
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`nothing came in ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const toPhone = (ending: string, amount = '5000') => ({
  amount,
  currency: 'XOF',
  recipient: { msisdn: `+22507010203${ending}` },
});

export const toEmail = (word: string, amount = '5000') => ({
  amount,
  currency: 'XOF',
  name: 'Salary',
  recipient: { email: `${word}@example.com` },
});
