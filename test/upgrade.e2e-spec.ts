import { cauri } from './support/command.js';
import { DATABASES } from './support/databases.js';
import { buildPreviousRelease, hasPreviousRelease, type PreviousRelease } from './support/previous-release.js';
import { type RunningService, startService } from './support/service.js';
import { KEY, type PayoutBody, toEmail, toPhone, until, World } from './support/world.js';

const there = hasPreviousRelease();
let previous: PreviousRelease;
beforeAll(() => {
  if (there) previous = buildPreviousRelease();
}, 600_000);
afterAll(() => previous?.remove());

(there ? describe : describe.skip).each(DATABASES)(
  'the version before, on the tables of this one, on $name',
  (kind) => {
    let world: World;
    let old: RunningService | null = null;

    beforeAll(async () => {
      // Migrates.
      world = await World.start(kind);
    });
    afterEach(async () => {
      await old?.end('SIGTERM');
      old = null;
    });
    afterAll(() => world.stop());

    const startOld = async (settings = {}) => {
      old = await startService({ ...world.settings, ...settings }, previous.main);
      return old;
    };

    async function order(service: RunningService, body: object): Promise<PayoutBody> {
      const headers = {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      };
      const reply = await fetch(`${service.url}/v1/payouts`, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(reply.status).toBe(201);
      return (await reply.json()) as PayoutBody;
    }

    const paidAt = (service: RunningService, id: string) =>
      until(async () => {
        const reply = await fetch(`${service.url}/v1/payouts/${id}`, { headers: { authorization: `Bearer ${KEY}` } });
        const payout = (await reply.json()) as PayoutBody;
        return payout.status === 'paid' ? payout : null;
      });

    it('starts, accepts, sends and settles by itself; this one goes on with what it wrote', async () => {
      await world.service.end('SIGTERM');
      const service = await startOld();
      const made = [await order(service, toPhone('00')), await order(service, toEmail('awa'))];
      for (const { id } of made) await paidAt(service, id);
      // From JumiaPay: if the kill comes between the intent and the POST, only a provider that refuses a repeated id is
      // sent the payout again without a person.
      const open = await order(service, toEmail('awa'));
      await service.end('SIGKILL');
      await world.restart('SIGTERM');
      for (const { id } of [...made, open]) expect((await world.settled(id)).status).toBe('paid');
      for (const { id } of [...made, open]) expect(await world.posts(id)).toHaveLength(1);
      expect(await cauri(world.settings, 'verify')).toMatchObject({ code: 0 });
    });

    it('runs beside this one, and either goes on with what the other accepted', async () => {
      const service = await startOld({ WORKER: kind.name === 'sqlite' ? 'off' : 'on' });
      const [theirs, ours] = [await order(service, toPhone('00')), (await world.create(toPhone('00'))).body];
      await paidAt(service, ours.id);
      expect((await world.settled(theirs.id)).status).toBe('paid');
      for (const { id } of [theirs, ours]) expect(await world.posts(id)).toHaveLength(1);
      expect(await cauri(world.settings, 'verify')).toMatchObject({ code: 0 });
    });
  },
);
