import type { CallbackTry } from '../sandbox/callbacks.js';
import type { LedgerEntry } from '../sandbox/ledger.js';
import type { RequestEntry } from '../sandbox/session.js';
import { type Call, call, expectStatus } from './http-call.js';

/**
 * HTTP client for the control API of a sandbox. Each method throws without a response within 10 seconds, and for a
 * status other than 200.
 */
export class SandboxClient {
  constructor(readonly url: string) {}

  /** Returns the ledger, the record of what the provider did with money, oldest entry first. */
  async ledger(): Promise<readonly LedgerEntry[]> {
    return (await this.control('ledger')) as readonly LedgerEntry[];
  }

  /** Returns every POST that the provider received to create a transaction, oldest first, with the reference in it. */
  async requests(): Promise<readonly RequestEntry[]> {
    return (await this.control('requests')) as readonly RequestEntry[];
  }

  /** Returns every try to send a callback, oldest first, with the status of the response. */
  async callbacks(): Promise<readonly CallbackTry[]> {
    return (await this.control('callbacks')) as readonly CallbackTry[];
  }

  /**
   * Simulates that the recipient spends a part of a credit. `used` is the total spent so far, as a decimal string, at
   * most the amount.
   */
  async spend(payoutId: string, used: string): Promise<void> {
    await this.control(`transactions/${payoutId}`, { method: 'POST', body: { used } });
  }

  /** Changes settings of the sandbox by their names. The others keep their values. */
  async change(settings: Readonly<Record<string, number | boolean>>): Promise<void> {
    await this.control('settings', { method: 'POST', body: settings });
  }

  /**
   * Makes the sandbox handle the next `times` requests of this kind as the scenario `fault` says, whoever the recipient
   * is.
   */
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
