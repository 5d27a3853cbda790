import type { Instruction, PayoutConnector, SubmitOutcome } from '../common/payout-connector.js';
import { WRONG_SECRET } from './contract-bench.js';
import { type Relay, startRelay } from './contract-relay.js';
import { aPayoutOf, type ConnectorUnderContract, control, IN_DOUBT, NOBODY, providerIdOf } from './contract-subject.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from './test-runner.js';

/**
 * Registers tests for connectors that have `cancel`. It asks the provider, by exactly one POST, to take back the money
 * of a paid payout. It must throw a `TypeError` if the provider's id is missing, and return `unknown` after an unclear
 * response. `setUp` is called once.
 */
export function cancellationContract(name: string, setUp: () => Promise<ConnectorUnderContract>): void {
  describe(`${name}: the contract of cancel`, () => {
    let subject: ConnectorUnderContract;
    let relay: Relay;
    let connector: PayoutConnector;

    beforeAll(async () => {
      subject = await setUp();
      relay = await startRelay(subject.sandboxUrl);
      connector = subject.connect({ baseUrl: relay.url });
    });
    afterEach(() => control(subject, 'DELETE', 'faults'));
    afterAll(async () => {
      await relay.close();
      await subject.close();
    });

    const order = (fault: string) => control(subject, 'POST', 'faults', { fault, on: 'cancel' });
    const settle = () => control(subject, 'POST', 'clock', { advanceMs: 60_000 });

    async function submitted(): Promise<Instruction> {
      const instruction = aPayoutOf(subject);
      return { ...instruction, providerId: providerIdOf(await connector.submit(instruction)) };
    }

    async function paid(): Promise<Instruction> {
      const instruction = await submitted();
      await settle();
      expect(await connector.lookup(instruction)).toMatchObject({ fact: 'paid' });
      return instruction;
    }

    /** Cancels a payout, checks that exactly one POST was sent, and returns the outcome. */
    async function cancel(instruction: Instruction, by = connector): Promise<SubmitOutcome | undefined> {
      relay.requests.splice(0);
      const outcome = await by.cancel?.(instruction);
      expect(relay.requests.map((line) => line.split(' ')[0])).toEqual(['POST']);
      return outcome;
    }

    it('is accepted with what the provider says, and ends with the money back', async () => {
      const instruction = await paid();
      const { providerId } = instruction;
      const outcome = await cancel(instruction);
      expect(outcome).toMatchObject({
        kind: 'accepted',
        observation: { fact: 'cancelling', providerId, echo: { reference: instruction.payoutId } },
      });
      expect(String(outcome?.httpStatus)).toMatch(/^2/);
      await settle();
      expect(await connector.lookup(instruction)).toMatchObject({ fact: 'returned', returnReason: 'canceled' });
    });

    it('is refused while the payout is not paid, and once it was cancelled', async () => {
      const early = await submitted();
      expect(await cancel(early)).toMatchObject({ kind: 'refused', httpStatus: 400 });
      const late = await paid();
      await cancel(late);
      expect(await cancel(late)).toMatchObject({ kind: 'refused', providerReason: expect.stringMatching(/./) });
    });

    it.each(IN_DOUBT)('is unknown after %s', async (fault) => {
      const instruction = await paid();
      await order(fault);
      expect(await cancel(instruction)).toMatchObject({ kind: 'unknown', duplicate: false });
    });

    it('is unknown when the provider does not know the payout any more', async () => {
      const unknownPayout = aPayoutOf(subject, { providerId: 'f74f6658-0168-447e-8b15-b468ec792278' });
      expect(await cancel(unknownPayout)).toMatchObject({ kind: 'unknown', duplicate: false, httpStatus: 404 });
    });

    it('is not sent when the provider throttles', async () => {
      const instruction = await paid();
      await order('throttled');
      expect(await cancel(instruction)).toMatchObject({ kind: 'not_sent', cause: 'throttled', retryAfterMs: 1_000 });
      expect(await connector.lookup(instruction)).toMatchObject({ fact: 'paid' });
    });

    it('is an account fault with a wrong secret', async () => {
      const impostor = subject.connect({ baseUrl: relay.url, secret: WRONG_SECRET });
      expect(await cancel(await paid(), impostor)).toMatchObject({ kind: 'account_fault', httpStatus: 401 });
    });

    it('is not sent without a connection', async () => {
      const outcome = await subject.connect({ baseUrl: NOBODY }).cancel?.(await paid());
      expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'no_connection', httpStatus: null });
    });

    it("asks nobody without the provider's id", async () => {
      relay.requests.splice(0);
      await expect(connector.cancel?.(aPayoutOf(subject))).rejects.toThrow(TypeError);
      expect(relay.requests).toEqual([]);
    });
  });
}
