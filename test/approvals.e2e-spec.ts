import { expectFoldedBooks } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { KEY, OTHER_KEY, toPhone, World } from './support/world.js';

const CHIEF_KEY = 'test-key-of-the-chief';

describe.each(DATABASES)('approvals on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind, {
      DJAMO_REQUIRE_APPROVAL: 'true',
      API_KEYS: `shop:${KEY}:*,other:${OTHER_KEY}:payouts:write,chief:${CHIEF_KEY}:payouts:approve`,
    });
  });
  afterAll(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  const decide = (id: string, decision: string, key = CHIEF_KEY) =>
    world.call('POST', `/v1/payouts/${id}/${decision}`, undefined, { authorization: `Bearer ${key}` });

  it('send a payout when somebody else has approved it, and not before', async () => {
    const { body } = await world.create(toPhone('00'));
    expect(body.status).toBe('awaiting_approval');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await world.posts(body.id)).toEqual([]);
    const own = await decide(body.id, 'approve', KEY);
    expect([own.status, own.body.code]).toEqual([403, 'approver_is_creator']);
    const without = await decide(body.id, 'approve', OTHER_KEY);
    expect([without.status, without.body.code]).toEqual([403, 'insufficient_scope']);
    expect((await decide(body.id, 'approve')).status).toBe(200);
    expect((await world.settled(body.id)).status).toBe('paid');
    expect((await decide(body.id, 'approve')).body).toMatchObject({ status: 'paid' });
    const other = await decide(body.id, 'reject');
    expect([other.status, other.body.code, other.body.payoutStatus]).toEqual([409, 'state_conflict', 'paid']);
  });

  it('cancel what is rejected, once and again', async () => {
    const { body } = await world.create(toPhone('00'));
    for (const version of [2, 2]) {
      expect((await decide(body.id, 'reject')).body).toMatchObject({ status: 'canceled', version });
    }
    expect((await decide(body.id, 'approve')).status).toBe(409);
    expect(await world.posts(body.id)).toEqual([]);
  });
});
