import type { CallbackTry } from '../sandbox/callbacks.js';
import type { LedgerEntry } from '../sandbox/ledger.js';
import type { RequestEntry } from '../sandbox/session.js';
import { type Call, call, expectStatus } from './http-call.js';

/** A client of a sandbox's control API. */
export class SandboxClient {
  constructor(readonly url: string) {}

  /** Returns what happened at the provider. */
  async ledger(): Promise<readonly LedgerEntry[]> {
    return (await this.control('ledger')) as readonly LedgerEntry[];
  }

  /** Returns every POST that arrived and would move money. */
  async requests(): Promise<readonly RequestEntry[]> {
    return (await this.control('requests')) as readonly RequestEntry[];
  }

  /** Returns every callback that was sent, with its answer. */
  async callbacks(): Promise<readonly CallbackTry[]> {
    return (await this.control('callbacks')) as readonly CallbackTry[];
  }

  /** Lets the recipient spend a part of a credit. `used` is the total so far. */
  async spend(payoutId: string, used: string): Promise<void> {
    await this.control(`transactions/${payoutId}`, { method: 'POST', body: { used } });
  }

  async change(settings: Readonly<Record<string, number | boolean>>): Promise<void> {
    await this.control('settings', { method: 'POST', body: settings });
  }

  async fault(fault: string, times: number, on: 'create' | 'read'): Promise<void> {
    await this.control('faults', { method: 'POST', body: { fault, times, on } });
  }

  async clearFaults(): Promise<void> {
    await this.control('faults', { method: 'DELETE' });
  }

  private async control(path: string, request?: Call): Promise<unknown> {
    return expectStatus(await call(`${this.url}/_sandbox/${path}`, request), 200, `control API, ${path}`);
  }
}
