import { ProviderReadError, type StatementLine } from '../common/payout-connector.js';
import type { Balance, RecipientCheck } from '../common/provider-reads.js';
import { ContractBench, WRONG_SECRET } from './contract-bench.js';
import { type ConnectorUnderContract, control, NOBODY, UNREADABLE } from './contract-subject.js';
import { describe, expect, it } from './test-runner.js';

/** Start and end, in epoch milliseconds, of a statement that contains all transactions. */
const ALWAYS = [0, Number.MAX_SAFE_INTEGER] as const;

/**
 * Values that the sandbox returns for the connector's optional reads. Omit the reads that the connector does not have.
 */
export interface ExpectedReads {
  readonly balance?: Balance;
  /** Recipients, and the result of `checkRecipient` that is expected for each. */
  readonly recipients?: readonly (readonly [recipient: string, check: RecipientCheck])[];
  /**
   * `dated` if the provider's list contains the time of each transaction, otherwise `undated`: then the time window of
   * a statement is not tested.
   */
  readonly statement?: 'dated' | 'undated';
}

/**
 * Registers tests for connectors that can read a balance, check a recipient or read a statement. Only the reads with
 * expected values are tested. `setUp` is called once for each of them.
 */
export function readingContract(
  name: string,
  setUp: () => Promise<ConnectorUnderContract>,
  { balance, recipients = [], statement }: ExpectedReads,
): void {
  if (balance) describe(`${name}: the contract of balance`, () => balanceOf(new ContractBench(setUp), balance));
  if (recipients.length > 0) {
    describe(`${name}: the contract of checkRecipient`, () => recipientsOf(new ContractBench(setUp), recipients));
  }
  if (statement) {
    describe(`${name}: the contract of statement`, () => statementOf(new ContractBench(setUp), statement === 'dated'));
  }
}

type Connector = ContractBench['connector'];

function balanceOf(bench: ContractBench, expected: Balance): void {
  const ask = async (by: Connector) => by.balance?.(bench.subject.draft.account);

  it('tells the balance', async () => {
    expect(await ask(bench.connector)).toEqual(expected);
  });

  concludesNothing(bench, ask);
}

function recipientsOf(bench: ContractBench, expected: NonNullable<ExpectedReads['recipients']>): void {
  const check = async (by: Connector, value: string) =>
    by.checkRecipient?.(bench.subject.draft.account, { ...bench.subject.draft.recipient, value }, null);

  it.each(expected)("says of %s what the provider says, in the provider's word", async (value, said) => {
    expect(await check(bench.connector, value)).toEqual(said);
  });

  concludesNothing(bench, (by) => check(by, bench.subject.draft.recipient.value));
}

function statementOf(bench: ContractBench, dated: boolean): void {
  async function statement(by: Connector, since: number, until: number): Promise<StatementLine[]> {
    const lines: StatementLine[] = [];
    for await (const line of by.statement?.(bench.subject.draft.account, since, until) ?? []) lines.push(line);
    return lines;
  }

  it('has every payout, over all pages', async () => {
    const submitted = await bench.submitMany();
    const lines = await statement(bench.connector, ...ALWAYS);
    const found = lines.map(({ observation }) => [observation.providerId, observation.echo.reference] as const);
    expect(new Map(found)).toEqual(submitted);
    expect(lines).toHaveLength(submitted.size);
  });

  if (dated) {
    it('has what was created within its window, the start included and the end not', async () => {
      await control(bench.subject, 'POST', 'clock', { advanceMs: 3_600_000 });
      const { payoutId } = await bench.accepted();
      const lines = await statement(bench.connector, ...ALWAYS);
      const at = lines.find(({ observation }) => observation.echo.reference === payoutId)?.createdAt ?? 0;
      expect(at).toBeGreaterThan(Date.now());
      expect(await statement(bench.connector, at, at + 1)).toHaveLength(1);
      expect(await statement(bench.connector, at + 1, ALWAYS[1])).toEqual([]);
      expect(await statement(bench.connector, 0, at)).toHaveLength(lines.length - 1);
    });
  }

  it('is no statement when a later page cannot be read', async () => {
    await bench.order('error-500', 'read', { after: 1 });
    await expect(statement(bench.connector, ...ALWAYS)).rejects.toThrow(ProviderReadError);
  });

  concludesNothing(bench, (by) => statement(by, ...ALWAYS));
}

/**
 * Registers tests that a read throws `ProviderReadError` whenever it has no usable response: after each fault of
 * `UNREADABLE`, with a wrong secret, and without a connection.
 */
function concludesNothing(bench: ContractBench, read: (by: Connector) => Promise<unknown>): void {
  it.each(UNREADABLE)('concludes nothing after %s', async (fault) => {
    await bench.order(fault, 'read');
    await bench.readError(read(bench.connector));
  });

  it('concludes nothing with a wrong secret, nor without a connection', async () => {
    for (const changed of [{ secret: WRONG_SECRET }, { baseUrl: NOBODY }]) {
      await bench.readError(read(bench.subject.connect(changed)));
    }
  });
}
