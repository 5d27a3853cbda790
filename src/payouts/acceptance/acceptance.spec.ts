import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { loseCommit } from '../../../test/support/lost-commit.js';
import { openStorage, type Storage } from '../../../test/support/storage.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import type { CreatePayoutDto } from '../dto/create-payout.dto.js';
import type { PayoutError } from '../payouts.errors.js';
import { PayoutRow } from '../storage/entities/payout.entity.js';
import { Acceptance, type Accepted } from './acceptance.js';

const REQUEST: CreatePayoutDto = { amount: '100.50', currency: 'XOF', recipient: { email: 'ada@example.com' } };

describe.each(DATABASES)('accepting on $name', (kind) => {
  let storage: Storage;
  let acceptance: Acceptance;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => use(ACCOUNT));
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  function use(account: ConnectorAccount): void {
    const { context } = new Engine(storage, new ScriptedConnector(account));
    acceptance = new Acceptance(context.unitOfWork, context.registry, context.clock);
  }

  const create = (request: Partial<CreatePayoutDto> = {}, idempotencyKey = 'key', consumer = 'payroll') =>
    acceptance.accept({ ...REQUEST, ...request }, { consumer, idempotencyKey });
  const count = () => storage.dataSource.getRepository(PayoutRow).count();
  const refusal = (accepting: Promise<Accepted>) =>
    accepting.then(
      () => 'accepted',
      (error: PayoutError) => error.code,
    );

  it('answers the same request under the same key with the same payout, as it was accepted', async () => {
    const { payout } = await create({ reference: 'wage', metadata: { a: '1', b: '2' } });
    await storage.unitOfWork.run(async ({ payouts }) => {
      const events = [{ type: 'canceled' as const, changes: { status: 'canceled' as const }, data: {} }];
      await payouts.change(await payouts.require(payout.id), { events, source: 'api', at: payout.createdAt + 1 });
    });
    const again = { metadata: { b: '2', a: '1' }, reference: 'wage', amount: '100.5' };
    expect(await create(again)).toMatchObject({ payout: { id: payout.id, status: 'queued' }, replayed: true });
    expect(await count()).toBe(1);
  });

  it('makes one payout of equal requests that come at once', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => create()));
    const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.payout.id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it.each<Partial<CreatePayoutDto>>([
    { amount: '100.51' },
    { recipient: { email: 'bob@example.com' } },
    { reference: 'wage' },
    { description: 'x' },
  ])('refuses another request under the same key: %j', async (changed) => {
    await create();
    expect(await refusal(create(changed))).toBe('idempotency_key_reused');
    expect(await count()).toBe(1);
  });

  it('tells apart keys in another case, keys of another consumer, and both run together', async () => {
    await create({}, 'key');
    await create({}, 'KEY');
    await create({}, 'key', 'payroll-2');
    await create({}, '-2key', 'payroll');
    expect(await count()).toBe(4);
  });

  it('takes a reference once for each consumer', async () => {
    await create({ reference: 'wage' }, 'key 1');
    expect(await refusal(create({ reference: 'wage' }, 'key 2'))).toBe('reference_already_used');
    await create({ reference: 'wage' }, 'key 1', 'shop');
    expect(await count()).toBe(2);
  });

  it.each([
    [true, 'accepted'],
    [false, 'unavailable'],
  ])('says what became of a request whose COMMIT got no answer (it happened: %s): %s', async (happens, told) => {
    const spy = loseCommit(storage, happens);
    expect(await refusal(create())).toBe(told);
    spy.mockRestore();
    await create();
    expect(await count()).toBe(1);
  });

  it('has a payout wait for its approval where the account asks for one', async () => {
    use({ ...ACCOUNT, requireApproval: true });
    const { payout } = await create();
    expect(payout).toMatchObject({ status: 'awaiting_approval', queuedAt: null, schedule: { nextAt: null } });
  });

  describe('of many requests at once', () => {
    const many = (length: number, request: (index: number) => Partial<CreatePayoutDto> = () => ({})) =>
      Array.from({ length }, (_, index) => create(request(index), `key ${index}`));

    it('stores what arrives together in a few transactions', async () => {
      const commits = jest.spyOn(storage.dataSource, 'createQueryRunner');
      await Promise.all(many(64));
      const transactions = commits.mock.calls.length;
      commits.mockRestore();
      expect(await count()).toBe(64);
      expect(transactions).toBeLessThanOrEqual(3);
    });

    it('answers each with its own payout', async () => {
      const answers = await Promise.all(
        many(10, (index) => ({ amount: `${index + 1}.00`, reference: `wage ${index}` })),
      );
      expect(answers.map(({ payout: { amount, reference } }) => [amount, reference])).toEqual(
        answers.map((_, index) => [(index + 1) * 100, `wage ${index}`]),
      );
    });

    it('refuses only the request that a conflict belongs to', async () => {
      await create({ reference: 'taken' }, 'before');
      const references = (index: number) =>
        index === 7 ? { reference: 'taken' } : index > 20 ? { reference: 'same' } : {};
      const refusals = await Promise.all(many(23, references).map(refusal));
      const refused = refusals.filter((code) => code !== 'accepted');
      expect(refused).toEqual(['reference_already_used', 'reference_already_used']);
      expect(refusals[7]).toBe('reference_already_used');
      expect(await count()).toBe(22);
    });

    it('answers those whose key is known as they were accepted, beside new ones', async () => {
      const [first] = await Promise.all(many(1));
      const answers = await Promise.all(many(5));
      expect(answers.map(({ replayed }) => replayed)).toEqual([true, false, false, false, false]);
      expect(answers[0]?.payout.id).toBe(first?.payout.id);
      expect(await Promise.all(many(3, () => ({ amount: '7' })).map(refusal))).toEqual(
        Array(3).fill('idempotency_key_reused'),
      );
    });

    it.each([
      [true, 'accepted'],
      [false, 'unavailable'],
    ])('asks about each of a group whose COMMIT got no answer (it happened: %s): %s', async (happens, told) => {
      const spy = loseCommit(storage, happens);
      expect(await Promise.all(many(20).map(refusal))).toEqual(Array(20).fill(told));
      spy.mockRestore();
      await Promise.all(many(20));
      expect(await count()).toBe(20);
    });
  });
});
