import { type PayoutConnector, ProviderReadError } from '../common/payout-connector.js';
import { WRONG_SECRET } from './contract-bench.js';
import { type Relay, startRelay } from './contract-relay.js';
import { type ConnectorUnderContract, control, UNREADABLE } from './contract-subject.js';
import { afterEach, beforeEach, describe, expect, it } from './test-runner.js';

/**
 * Registers tests for connectors that have `registerCallbacks`; without it the tests fail. It must register the
 * `topics`, in this order. Each test has a sandbox of its own: `setUp` is called before the test, and `close` after it.
 */
export function registrationContract(
  name: string,
  setUp: () => Promise<ConnectorUnderContract>,
  topics: readonly string[],
): void {
  describe(`${name}: the contract of registerCallbacks`, () => {
    let subject: ConnectorUnderContract;
    let relay: Relay;
    let connector: PayoutConnector;

    beforeEach(async () => {
      subject = await setUp();
      relay = await startRelay(subject.sandboxUrl);
      connector = subject.connect({ baseUrl: relay.url });
    });
    afterEach(async () => {
      await relay.close();
      await subject.close();
    });

    const register = (path = '', by = connector) =>
      by.registerCallbacks?.(subject.draft.account, `https://cauri.example.com/${path}`);
    const posts = () => relay.requests.filter((line) => line.startsWith('POST ')).length;

    it('registers every topic, and never twice', async () => {
      expect(await register()).toEqual(topics);
      expect(await register()).toEqual([]);
      expect(await register('', subject.connect())).toEqual([]);
      expect(posts()).toBe(topics.length);
    });

    it('registers once for all who ask at the same time', async () => {
      const answers = await Promise.all([register(), register(), register()]);
      expect(answers.flat()).toEqual(topics);
      expect(posts()).toBe(topics.length);
    });

    it('finds what is registered behind many others', async () => {
      await register('the-first');
      for (let other = 0; other < 12; other += 1) await register(String(other));
      relay.requests.splice(0);
      expect(await register('the-first')).toEqual([]);
      expect(posts()).toBe(0);
    });

    it.each(UNREADABLE)('registers nothing when the list cannot be read: %s', async (fault) => {
      await control(subject, 'POST', 'faults', { fault, on: 'read' });
      await expect(register()).rejects.toThrow(ProviderReadError);
      expect(posts()).toBe(0);
    });

    it('registers nothing with a wrong secret', async () => {
      const impostor = subject.connect({ baseUrl: relay.url, secret: WRONG_SECRET });
      await expect(register('', impostor)).rejects.toMatchObject({ name: 'ProviderReadError', httpStatus: 401 });
      expect(posts()).toBe(0);
    });
  });
}
