import { type PayoutBody, toEmail, toPhone, until, World } from '../../../support/world.js';
import { withCallbacks } from '../../with-callbacks.js';
import { HAS_MARIADB, ScratchServer } from './scratch-server.js';

interface Discrepancy {
  readonly kind: string;
  readonly reference: string | null;
}

/**
 * The limit that is promised nowhere: what a database forgets after it has acknowledged it, is lost, and a payout to
 * Djamo that is `queued` again is sent again. What holds: JumiaPay executes nothing twice, and it is noticed. Such runs
 * are not in the table, where nothing is lost.
 */
(HAS_MARIADB ? describe : describe.skip)('a MariaDB that is set back to an older copy of its files', () => {
  let server: ScratchServer;
  let world: World;
  beforeAll(async () => {
    server = await ScratchServer.start();
    world = await World.start(server.kind, await withCallbacks());
  });
  afterAll(async () => {
    await world.stop();
    await server.stop();
  });

  it('pays no JumiaPay credit twice, calls none failed that was paid, and shows what it has forgotten', async () => {
    const place = async (body: object): Promise<PayoutBody> => {
      const answer = await until(async () => world.create(body).then((one) => (one.status === 201 ? one : null)));
      return answer.body;
    };
    const resume = () =>
      until(async () => ((await world.call('POST', '/v1/accounts/jumia-credits/resume')).status === 200 ? true : null));
    const paid = (id: string) => until(async () => ((await world.payout(id)).status === 'paid' ? true : null));

    await world.call('POST', '/v1/accounts/jumia-credits/pause', { reason: 'a copy is made' });
    const queued = await Promise.all([place(toEmail('success')), place(toEmail('slow')), place(toEmail('lost-reply'))]);
    const restore = await server.backup();

    await resume();
    const transfer = await place(toPhone('00'));
    const credit = await place(toEmail('ada'));
    for (const { id } of [...queued, transfer, credit]) await paid(id);
    await restore();
    await until(async () => ((await world.call('GET', `/v1/payouts/${transfer.id}`)).status === 404 ? true : null));

    await resume();
    for (const { id } of queued) {
      await paid(id);
      expect((await world.posts(id)).length).toBeGreaterThan(1);
    }
    const ledger = (await world.ledger()).filter(({ kind }) => kind === 'executed');
    for (const { id } of [...queued, transfer, credit]) {
      expect(ledger.filter(({ reference }) => reference === id)).toHaveLength(1);
    }

    const { headers } = await world.call('POST', '/v1/reconciliation-runs', { kind: 'statement', account: 'djamo' });
    const strangers = await until(async () => {
      const { body } = await world.call<{ data: Discrepancy[] }>('GET', `${headers.get('location')}/discrepancies`);
      return body.data.length > 0 ? body.data : null;
    });
    expect(strangers).toMatchObject([{ kind: 'stranger', reference: transfer.id }]);

    await world.sandbox('jumia', 'POST', `transactions/${credit.id}`, { status: 'expired' });
    const held = await until(async () => {
      const { body } = await world.call<{ data: { name: string; hold: object | null }[] }>('GET', '/v1/accounts');
      return body.data.find(({ name, hold }) => name === 'jumia-credits' && hold !== null) ?? null;
    });
    expect(held.hold).toMatchObject({ reason: 'unexplained_transaction', until: null });
  });
});
