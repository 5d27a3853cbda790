import {
  type Balance,
  type PayoutConnector,
  ProviderReadError,
  type RecipientCheck,
  type StatementLine,
} from '../common/payout-connector.js';
import { aPayoutOf, type ConnectorUnderContract, control, NOBODY, providerIdOf } from './contract-subject.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from './test-runner.js';

/** More than one page of any provider. */
const MANY = 32;
const ALWAYS = [0, Number.MAX_SAFE_INTEGER] as const;
const UNREADABLE = ['lost-request', 'error-500', 'html-403', 'redirect', 'truncated', 'throttled', 'hang-executed'];

/** What the sandbox has to answer. */
export interface ExpectedReads {
  readonly balance: Balance;
  /** Recipients by their value, each with what is said of it. */
  readonly recipients: readonly (readonly [recipient: string, check: RecipientCheck])[];
}

/** What the engine relies on when it reads more than one payout, for every connector that lets it. */
export function readingContract(
  name: string,
  setUp: () => Promise<ConnectorUnderContract>,
  expected: ExpectedReads,
): void {
  describe(`${name}: the contract of statement, checkRecipient and balance`, () => {
    let subject: ConnectorUnderContract;
    let connector: PayoutConnector;

    beforeAll(async () => {
      subject = await setUp();
      connector = subject.connect();
    });
    afterEach(() => control(subject, 'DELETE', 'faults'));
    afterAll(() => subject.close());

    const broken = (fault: string) => control(subject, 'POST', 'faults', { fault, on: 'read' });
    const balance = (by = connector) => by.balance?.(subject.draft.account);
    const check = (value: string, by = connector) =>
      by.checkRecipient?.(subject.draft.account, { ...subject.draft.recipient, value }, null);

    async function statement(since: number, until: number, by = connector): Promise<StatementLine[]> {
      const lines: StatementLine[] = [];
      for await (const line of by.statement?.(subject.draft.account, since, until) ?? []) lines.push(line);
      return lines;
    }

    it('tells the balance', async () => {
      expect(await balance()).toEqual(expected.balance);
    });

    it.each(expected.recipients)("says of %s what the provider says, in the provider's word", async (value, said) => {
      expect(await check(value)).toEqual(said);
    });

    it('has every payout in its statement, over all pages', async () => {
      const submitted = new Map<string | null, string>();
      for (let count = 0; count < MANY; count += 1) {
        const instruction = aPayoutOf(subject);
        submitted.set(providerIdOf(await connector.submit(instruction)), instruction.payoutId);
      }
      const lines = await statement(...ALWAYS);
      const found = lines.map(({ observation }) => [observation.providerId, observation.echo.reference] as const);
      expect(new Map(found)).toEqual(submitted);
      expect(lines).toHaveLength(MANY);
    });

    it('has in its statement what was created within its window, the start included and the end not', async () => {
      await control(subject, 'POST', 'clock', { advanceMs: 3_600_000 });
      const instruction = aPayoutOf(subject);
      await connector.submit(instruction);
      const lines = await statement(...ALWAYS);
      const at = lines.find(({ observation }) => observation.echo.reference === instruction.payoutId)?.createdAt ?? 0;
      expect(at).toBeGreaterThan(Date.now());
      expect(await statement(at, at + 1)).toHaveLength(1);
      expect(await statement(at + 1, ALWAYS[1])).toEqual([]);
      expect(await statement(0, at)).toHaveLength(lines.length - 1);
    });

    it.each(UNREADABLE)('concludes nothing after %s', async (fault) => {
      const reads = [() => statement(...ALWAYS), () => balance(), () => check(subject.draft.recipient.value)];
      for (const read of reads) {
        await broken(fault);
        await expect(read()).rejects.toThrow(ProviderReadError);
      }
    });

    it('concludes nothing with a wrong secret, nor without a connection', async () => {
      for (const changed of [{ secret: 'a-wrong-secret' }, { baseUrl: NOBODY }]) {
        const other = subject.connect(changed);
        await expect(statement(...ALWAYS, other)).rejects.toThrow(ProviderReadError);
        await expect(balance(other)).rejects.toThrow(ProviderReadError);
        await expect(check(subject.draft.recipient.value, other)).rejects.toThrow(ProviderReadError);
      }
    });
  });
}
