import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { anObservation, aReview, NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { newId } from '../../common/new-id.js';
import { type ProviderFact, ProviderReadError } from '../../common/payout-connector.js';
import type { PayoutStatus } from '../domain/payout.js';
import type { PayoutError } from '../payouts.errors.js';
import { ProviderReads } from '../refresh/refresh-reads.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { CancellationService } from './cancellation.service.js';

describe.each(DATABASES)('cancelling on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;
  let engine: Engine;
  let cancellations: CancellationService;

  beforeAll(async () => {
    storage = await openStorage(kind);
    connector = new ScriptedConnector(ACCOUNT);
    engine = new Engine(storage, connector);
    const { context, reader } = engine;
    cancellations = new CancellationService(context, new ProviderReads(context, reader));
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const code = (payout: StoredPayout) =>
    cancellations.cancel(payout, { consumer: 'shop' }).then(
      ({ status }) => status,
      (error: PayoutError) => error.code,
    );

  it('ends what was never sent, also what waits for its approval', async () => {
    const payouts = [await accept(storage), await accept(storage, {}, { changes: { status: 'awaiting_approval' } })];
    for (const payout of payouts) expect(await code(payout)).toBe('canceled');
    expect(await engine.submitter.start(ACCOUNT, 9)).toEqual([]);
  });

  it.each<PayoutStatus>(['submitting', 'unconfirmed', 'processing', 'failed', 'returned'])(
    'is refused for what is %s',
    async (status) => {
      const payout = await accept(storage, {}, { changes: { status } });
      expect(await code(payout)).toBe('state_conflict');
      expect((await engine.payout(payout.id)).status).toBe(status);
    },
  );

  it('is refused while an attempt may be executed, whatever the status says', async () => {
    const payout = await accept(storage);
    await storage.unitOfWork.run(({ attempts }) =>
      attempts.start({ id: newId(), payoutId: payout.id, number: 1, startedAt: NOON }),
    );
    expect(await code(payout)).toBe('state_conflict');
  });

  it('is decided about the payout as it is by then, not as it was found', async () => {
    const found = await accept(storage);
    await engine.submitter.start(ACCOUNT, 1);
    expect(await code(found)).toBe('state_conflict');
  });

  const says = (fact: ProviderFact, providerStatus: string = fact) => {
    connector.onLookup = async () => anObservation({ fact, providerStatus });
  };

  it.each([
    ['cancelling', 'processing_cancellation'],
    ['cancellation_failed', 'cancellation_failed'],
    ['expiration_failed', 'expiration_failed'],
    ['unknown', 'DELIVERED'],
    ['returned', 'cancelled'],
  ] as const)('is refused for what the provider calls %s', async (fact, word) => {
    const paid = await accept(storage, {}, { changes: { status: 'paid', submittedAt: NOON } });
    says(fact, word);
    const refusal = await cancellations.cancel(paid, { consumer: 'shop' }).catch((error: PayoutError) => error);
    expect(refusal).toMatchObject({ code: 'state_conflict', details: { members: { providerStatus: word } } });
    // The payout was read less than five seconds ago, so it is not read again.
    const asked = connector.lookups.length;
    expect(await code(await engine.payout(paid.id))).toBe('state_conflict');
    expect(connector.lookups).toHaveLength(asked);
    expect((await engine.payout(paid.id)).cancellation).toBeNull();
  });

  it('is not decided while the provider cannot be read', async () => {
    const paid = await accept(storage, {}, { changes: { status: 'paid', submittedAt: NOON } });
    connector.onLookup = async () => {
      throw new ProviderReadError('HTTP 500', 500);
    };
    expect(await code(paid)).toBe('provider_unavailable');
    expect((await engine.payout(paid.id)).cancellation).toBeNull();
  });

  it('asks for the return of what was paid, once, and not in review', async () => {
    says('paid', 'delivered');
    const paid = await accept(storage, {}, { changes: { status: 'paid' } });
    for (const time of [1, 2]) {
      expect([time, await code(paid)]).toEqual([time, 'paid']);
      expect(await engine.payout(paid.id)).toMatchObject({ version: 3, cancellation: { status: 'requested' } });
    }
    const inReview = await accept(storage, {}, { changes: { status: 'paid', review: aReview('conflict') } });
    expect(await code(inReview)).toBe('state_conflict');
    expect(connector.cancels).toEqual([]);
  });
});
