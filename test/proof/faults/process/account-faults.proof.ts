import { type Relay, startRelay } from '../../../../src/testing/contract-relay.js';
import { until, World } from '../../../support/world.js';
import { SAMPLED_DATABASES } from '../../tally.js';
import { Consumer, itInFull } from '../consumer.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(SAMPLED_DATABASES)('process faults of configuration, on $name', (kind) => {
  let world: World;
  let consumer: Consumer;
  let startedAt: number;
  let relays: Relay[];

  beforeEach(async () => {
    startedAt = performance.now();
    relays = [];
    const relay = async (to: string, url: string): Promise<string> => (to === 'database' ? url : watched(url));
    world = await World.start(kind, {}, { djamo: { uniqueReferences: false }, relay });
    consumer = new Consumer(world);
  });
  afterEach(async () => {
    await world.stop();
    for (const relay of relays) await relay.close();
  });

  /** Another address of a provider, and what is asked of it there. */
  async function watched(url: string): Promise<string> {
    const relay = await startRelay(url);
    relays.push(relay);
    return relay.url;
  }

  /** Payouts that are under way, and payouts that are queued. */
  async function place(): Promise<void> {
    await consumer.placeAll();
    await sleep(300);
    await world.restart('SIGKILL', { WORKER: 'off' });
    await consumer.placeAll();
  }

  /** Nothing of the provider is open and without a review. */
  async function parked(provider: string): Promise<void> {
    await until(async () => {
      const payouts = (await world.payouts()).filter((payout) => payout.provider === provider);
      const open = payouts.filter(({ status }) => !['paid', 'failed'].includes(status));
      return open.every(({ review }) => review?.reason === 'account_changed') && open.length > 2 ? true : null;
    });
    await sleep(1_500);
  }

  itInFull('the base URL of an account is another one', async () => {
    await place();
    const DJAMO_BASE_URL = await watched(world.providers.djamo);
    await world.restart('SIGTERM', { DJAMO_BASE_URL });
    await parked('djamo');
    expect(relays.at(-1)?.requests).toEqual([]);
    await world.restart('SIGTERM');
    await consumer.judge('process faults', startedAt);
  });

  it('the wallet of an account is another one', async () => {
    await place();
    const before = relays.map(({ requests }) => requests.length);
    await world.restart('SIGTERM', { JUMIA_CREDITS_WALLET_ACCOUNT_ID: 'another-wallet' });
    await parked('jumia-credits');
    const since = relays.flatMap(({ requests }, index) => requests.slice(before[index]));
    expect(since.filter((request) => request.includes('credits'))).toEqual([]);
    await world.restart('SIGTERM');
    await consumer.judge('process faults', startedAt);
  });
});
