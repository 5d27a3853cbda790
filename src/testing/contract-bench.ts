import { inspect } from 'node:util';
import {
  type Instruction,
  type Observation,
  type PayoutConnector,
  ProviderReadError,
  type SubmitOutcome,
} from '../common/payout-connector.js';
import { echoDifferences } from '../payouts/domain/compare-echo.js';
import { aPayoutOf, type ConnectorUnderContract, control, providerIdOf } from './contract-subject.js';
import { afterAll, afterEach, beforeAll, expect } from './test-runner.js';

export const WRONG_SECRET = 'a-wrong-secret';

/** Number of payouts that does not fit on one page of a provider's list: Djamo's has 15 by default. */
const MANY = 32;
/**
 * Time after which every transaction in the sandbox has its final status, in milliseconds of sandbox time. No test
 * waits for it in real time.
 */
const SETTLED_MS = 60_000;

/** Entry of the sandbox's ledger, the record of what the provider did with money. */
interface LedgerEntry {
  readonly kind: string;
  readonly reference: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly recipient: string;
}

/**
 * The connector under test and its sandbox, with helpers for the tests. `subject` and `connector` can be read only
 * inside tests, after the set-up.
 */
export class ContractBench {
  private known: { readonly subject: ConnectorUnderContract; readonly connector: PayoutConnector } | null = null;

  /**
   * Registers hooks in the current `describe` block: one sandbox is started for all its tests and closed after them.
   * After each test, the faults that it ordered are deleted.
   */
  constructor(setUp: () => Promise<ConnectorUnderContract>) {
    beforeAll(async () => {
      const subject = await setUp();
      this.known = { subject, connector: subject.connect() };
    });
    afterEach(() => control(this.subject, 'DELETE', 'faults'));
    afterAll(() => this.known?.subject.close());
  }

  get subject(): ConnectorUnderContract {
    return this.ready.subject;
  }

  get connector(): PayoutConnector {
    return this.ready.connector;
  }

  /**
   * Account from which the test payouts are paid.
   * @throws if the connector does not have the account of the draft
   */
  get account(): PayoutConnector['accounts'][number] {
    const account = this.connector.accounts.find(({ name }) => name === this.subject.draft.account);
    if (!account) throw new Error(`the connector has no account ${this.subject.draft.account}`);
    return account;
  }

  /** Creates a new payout, with the values of `changed` in the place of the usual ones. It sends nothing. */
  payout(changed: Partial<Instruction> = {}): Instruction {
    return aPayoutOf(this.subject, changed);
  }

  /**
   * Makes the sandbox handle the next `after` requests of this kind (by default 0) normally, and then `times` requests
   * of this kind (by default 1) with the fault.
   */
  order(fault: string, on: 'create' | 'read', more: { times?: number; after?: number } = {}): Promise<unknown> {
    return control(this.subject, 'POST', 'faults', { fault, on, ...more });
  }

  /** Returns true if the sandbox still has an ordered fault that no request has met. */
  async stillOrdered(): Promise<boolean> {
    return ((await control(this.subject, 'GET', 'faults')) as unknown[]).length > 0;
  }

  /** Advances the sandbox's clock until every transaction has its final status. */
  settle(): Promise<unknown> {
    return control(this.subject, 'POST', 'clock', { advanceMs: SETTLED_MS });
  }

  /** Returns the number of POSTs that the sandbox received for the payout, executed or not. */
  async postsOf({ payoutId }: Instruction): Promise<number> {
    const requests = (await control(this.subject, 'GET', 'requests')) as { reference: string | null }[];
    return requests.filter(({ reference }) => reference === payoutId).length;
  }

  /**
   * Returns the transactions that the sandbox executed with the payout's id as reference, oldest first. More than one
   * means that the payout was executed twice.
   */
  async executed({ payoutId }: Instruction): Promise<LedgerEntry[]> {
    const ledger = (await control(this.subject, 'GET', 'ledger')) as LedgerEntry[];
    return ledger.filter(({ kind, reference }) => kind === 'executed' && reference === payoutId);
  }

  /**
   * Submits a payout and returns the outcome. Checks that the connector sent `posts` POSTs (by default 1), and that the
   * outcome contains neither a secret nor the recipient. The observation of an accepted payout is not checked, because
   * it repeats the recipient.
   */
  async submit(instruction: Instruction, by = this.connector, posts = 1): Promise<SubmitOutcome> {
    const before = await this.postsOf(instruction);
    const outcome = await by.submit(instruction);
    expect((await this.postsOf(instruction)) - before).toBe(posts);
    this.expectDiscretion(outcome.kind === 'accepted' ? { ...outcome, observation: null } : outcome);
    return outcome;
  }

  /**
   * Submits a payout that must be accepted. Returns its instruction, with the provider's id.
   * @throws for any other outcome
   */
  async accepted(): Promise<Instruction> {
    const instruction = this.payout();
    return { ...instruction, providerId: providerIdOf(await this.submit(instruction)) };
  }

  /**
   * Submits so many payouts that the provider's list has several pages; the first ones are not on its first page.
   * Returns our payout ids by the provider's ids.
   * @throws if one is not accepted
   */
  async submitMany(): Promise<Map<string | null, string>> {
    const submitted = new Map<string | null, string>();
    for (let count = 0; count < MANY; count += 1) {
      const instruction = this.payout();
      submitted.set(providerIdOf(await this.connector.submit(instruction)), instruction.payoutId);
    }
    return submitted;
  }

  /**
   * Looks up a payout that the provider has.
   * @throws if the connector says that it is absent
   */
  async look(instruction: Instruction): Promise<Observation> {
    const found = await this.connector.lookup(instruction);
    if (found === 'absent') throw new Error('the provider knows this payout, and lookup says that it is absent');
    return found;
  }

  /** Checks that a read fails with `ProviderReadError` and that the error contains no secret. Returns the error. */
  async readError(reading: Promise<unknown>): Promise<ProviderReadError> {
    const error = await reading.then(
      (answer) => new Error(`answered ${inspect(answer)}`),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ProviderReadError);
    this.expectDiscretion(error);
    return error as ProviderReadError;
  }

  /** Checks that a value contains no credential and no recipient. */
  expectDiscretion(shown: unknown): void {
    const text = inspect(shown, { depth: 8, showHidden: true });
    for (const hidden of [this.subject.secret, WRONG_SECRET, this.subject.draft.recipient.value]) {
      expect(text).not.toContain(hidden);
    }
  }

  /**
   * Returns the names of the fields that differ from the payout in `told`, which is the provider's echo (the values of
   * the request that the provider repeats) or a ledger entry.
   */
  differences(instruction: Instruction, told: Observation['echo']): string[] {
    const { payoutId: id, amount, recipient } = instruction;
    const money = { amount: amount.minor, scale: amount.scale, currency: amount.currency };
    return echoDifferences({ id, ...money, recipientKind: recipient.kind, recipient: recipient.value }, told);
  }

  /**
   * Checks the echo (the values of the request that the provider repeats). It must have every field except those in
   * `silent`, which this provider never repeats. Exactly the fields in `differing` must differ from the payout.
   */
  expectEcho(instruction: Instruction, { echo }: Observation, differing: readonly string[] = []): void {
    const silent: readonly string[] = this.subject.silent ?? [];
    const untold = Object.entries(echo).filter(([field, told]) => told === null && !silent.includes(field));
    expect(untold.map(([field]) => field)).toEqual([]);
    expect(this.differences(instruction, echo)).toEqual(differing);
  }

  private get ready() {
    if (!this.known) throw new Error('the contract has not been set up');
    return this.known;
  }
}
