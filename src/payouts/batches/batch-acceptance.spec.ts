import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { openStorage, type Storage } from '../../../test/support/storage.js';
import { ProviderReadError } from '../../common/payout-connector.js';
import type { Balance } from '../../common/provider-reads.js';
import { Approvers } from '../approvals/approvers.js';
import { BatchAcceptance } from './batch-acceptance.js';
import { BatchDecisions } from './batch-approvals.js';
import { BatchValidation } from './batch-validation.js';

/** Maximum age in milliseconds of a balance that a batch may use. */
const FRESH_MS = 5_000;
const BODY = { payouts: [{ amount: '10.00', currency: 'XOF', recipient: { email: 'ada@example.com' } }] };
const REQUEST = { body: { contentType: 'application/json', parsed: BODY }, query: {} };

/** A provider that tells its balance. */
class TellingConnector extends ScriptedConnector {
  reads = 0;
  onBalance: () => Promise<Balance> = async () => ({ amount: '7.00', currency: 'XOF' });

  balance(): Promise<Balance> {
    this.reads += 1;
    return this.onBalance();
  }
}

describe.each(DATABASES)('the balance, which only a batch has read, on $name', (kind) => {
  let storage: Storage;
  let connector: TellingConnector;
  let engine: Engine;
  let keys = 0;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => {
    connector = new TellingConnector({ ...ACCOUNT, requireApproval: true });
    engine = new Engine(storage, connector);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const order = () => {
    keys += 1;
    const key = { consumer: `payroll-${keys}`, idempotencyKey: 'key' };
    return new BatchAcceptance(engine.context).accept(REQUEST, key);
  };
  const validate = () => {
    const approvers = new Approvers({ connectors: [connector] });
    const validation = new BatchValidation(engine.context, new BatchAcceptance(engine.context), approvers);
    return validation.validate(REQUEST, { consumer: 'payroll' });
  };

  it('is read before a batch is accepted, unless it was read a moment ago', async () => {
    await order();
    await order();
    expect(connector.reads).toBe(1);
    engine.time += FRESH_MS;
    await order();
    expect(connector.reads).toBe(2);
  });

  it('is read before a batch is approved', async () => {
    const { batch } = await order();
    engine.time += FRESH_MS;
    await new BatchDecisions(engine.context).decide(batch, 'approve', { consumer: 'chief', scopes: [] });
    expect(connector.reads).toBe(2);
  });

  it('is told below zero too', async () => {
    connector.onBalance = async () => ({ amount: '-3.00', currency: 'XOF' });
    expect((await validate()).funds).toMatchObject([{ needed: '10.00', balance: '-3.00', shortfall: '13.00' }]);
  });

  it('is read before a batch is checked, and an unreadable one leaves what is known', async () => {
    expect((await validate()).funds).toMatchObject([{ needed: '10.00', balance: '7.00', shortfall: '3.00' }]);
    connector.onBalance = () => Promise.reject(new ProviderReadError('HTTP 503', 503));
    engine.time += FRESH_MS;
    expect((await validate()).funds).toMatchObject([{ balance: '7.00', shortfall: '3.00' }]);
    expect(connector.reads).toBe(2);
  });
});
