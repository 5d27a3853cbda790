import { startBaobabPaySandbox } from '../../examples/baobab-pay/baobab-pay.sandbox.js';
import {
  type LedgerEntry,
  type RunningSandbox,
  startDjamoSandbox,
  startJumiaCreditsSandbox,
} from '../../src/testing/index.js';
import { type Answer, type PayoutBody, until } from '../support/world.js';
import type { RunningHost } from './installed-host.js';

const DJAMO_TOKEN = 'at_of_the_hosts_company';
const DJAMO_SECRET = 'webhook-secret-of-the-hosts';
const JUMIA_ACCOUNT = { apiKey: 'key-of-the-hosts', businessArea: 'hosts-area', creditWalletAccountId: 'hosts' };
const BAOBAB_TOKEN = 'baobab-token-of-the-hosts';

/** Where a host has what every host has, under its own prefix. */
export interface Routes {
  readonly prefix: string;
  readonly payouts: string;
  readonly accounts: string;
  readonly runs: string;
}

export class Providers {
  private constructor(
    readonly djamo: RunningSandbox,
    readonly jumia: RunningSandbox,
    readonly baobab: RunningSandbox,
  ) {}

  static async start(): Promise<Providers> {
    const settings = { settleAfterMs: 300, slowMs: 1_000 };
    return new Providers(
      await startDjamoSandbox({ ...settings, accessToken: DJAMO_TOKEN, webhookSecret: DJAMO_SECRET }),
      await startJumiaCreditsSandbox({ ...settings, ...JUMIA_ACCOUNT, currency: 'XOF' }),
      await startBaobabPaySandbox(BAOBAB_TOKEN),
    );
  }

  /** What a host has to be configured with. */
  get environment(): Record<string, string> {
    return {
      DJAMO_BASE_URL: this.djamo.url,
      DJAMO_ACCESS_TOKEN: DJAMO_TOKEN,
      DJAMO_WEBHOOK_SECRET: DJAMO_SECRET,
      JUMIA_CREDITS_BASE_URL: `${this.jumia.url}/b2ccredits`,
      JUMIA_CREDITS_API_KEY: JUMIA_ACCOUNT.apiKey,
      JUMIA_CREDITS_BUSINESS_AREA: JUMIA_ACCOUNT.businessArea,
      JUMIA_CREDITS_WALLET_ACCOUNT_ID: JUMIA_ACCOUNT.creditWalletAccountId,
      BAOBAB_BASE_URL: this.baobab.url,
      BAOBAB_TOKEN,
      CALLBACK_SECRET: 'callback-secret-of-the-hosts',
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.djamo.close(), this.jumia.close(), this.baobab.close()]);
  }

  /** What the providers' own books say of one payout. */
  async executed(id: string): Promise<LedgerEntry[]> {
    const entries = await this.ask<LedgerEntry[]>('ledger');
    return entries.filter(({ kind, reference }) => kind === 'executed' && reference === id);
  }

  async posts(id: string): Promise<number> {
    const requests = await this.ask<{ reference: string | null }[]>('requests');
    return requests.filter(({ reference }) => reference === id).length;
  }

  /** A transaction at Djamo that no host ordered. */
  async addStranger(order: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${this.djamo.url}/_sandbox/strangers`, { method: 'POST', headers, body: JSON.stringify(order) });
  }

  private async ask<T extends unknown[]>(what: string): Promise<T> {
    const sandboxes = [this.djamo, this.jumia, this.baobab];
    const answers = sandboxes.map(async ({ url }) => (await fetch(`${url}/_sandbox/${what}`)).json() as Promise<T>);
    return (await Promise.all(answers)).flat() as T;
  }
}

/** Calls a host as one of its users. */
export class User {
  constructor(
    private readonly host: () => RunningHost,
    private readonly routes: Routes,
  ) {}

  async call<T = PayoutBody>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const reply = await fetch(`${this.host().url}${path}`, {
      method,
      headers: {
        'x-user': 'awa',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: (text ? JSON.parse(text) : null) as T };
  }

  /** The same as the one who may see and hold everything. */
  operate<T = PayoutBody>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.call(method, path, body, { 'x-user': 'finance' });
  }

  create(draft: object, key: string = crypto.randomUUID()): Promise<Answer<PayoutBody>> {
    return this.call('POST', this.routes.payouts, draft, { 'idempotency-key': key });
  }

  payout(id: string): Promise<Answer<PayoutBody>> {
    return this.call('GET', `${this.routes.payouts}/${id}`);
  }

  act(id: string, verb: 'cancel' | 'refresh'): Promise<Answer<PayoutBody>> {
    return this.call('POST', `${this.routes.payouts}/${id}/${verb}`);
  }

  /** Waits, without asking the provider. */
  async becomes(id: string, status: string): Promise<PayoutBody> {
    return until(async () => {
      const { body } = await this.payout(id);
      return body.status === status ? body : null;
    });
  }

  /** Has the provider read until it has said so. */
  async isReadAs(id: string, status: string): Promise<PayoutBody> {
    return until(async () => {
      const { body } = await this.act(id, 'refresh');
      return body.status === status ? body : null;
    });
  }
}
