import type { KillOrder } from './proof/crash/crash-run.js';
import { DATABASES, ONE_DATABASE } from './support/databases.js';
import { TwoInstances } from './support/two-instances.js';
import { KEY, toEmail, toPhone, until } from './support/world.js';

interface Batch {
  readonly id: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly completedAt: string | null;
}

/** The amount above which a row waits for the chief. */
const ABOVE = 100_000;
const CHIEF_KEY = 'test-key-of-the-chief';
const SETTINGS = {
  API_KEYS: `shop:${KEY}:*,chief:${CHIEF_KEY}:payouts:approve`,
  SUBMIT_RATE: '1000/s',
  READ_RATE: '1000/s',
  // The sandbox refuses a repeated reference.
  DJAMO_RESEND: 'after-absence',
  DJAMO_APPROVAL_ABOVE: String(ABOVE),
};

const INSERT_PAYOUT = 'INSERT INTO cauri_payout \\(';
const INSERT_LINES = 'INSERT INTO cauri_batch_line \\(';
const INSERT_EVENT = 'INSERT INTO cauri_payout_event \\(';
const UPDATE_PAYOUT = 'db UPDATE .*cauri_payout\\W';
const COMPLETE = 'db UPDATE .*cauri_batch\\W.*completed_at';
const SEND = '^http POST .*(/transactions|/single-credits/[^/]+)$';
const COMMIT = '^db COMMIT';

const UPLOAD: [string, KillOrder][] = [
  ['with half of the payouts stored', { at: INSERT_PAYOUT, nth: 2, when: 'before' }],
  ['before the COMMIT', { after: INSERT_LINES, at: COMMIT, when: 'before' }],
  ['before its answer', { at: '^answer POST /v1/batches 201', when: 'before' }],
];
const APPROVAL: [string, KillOrder][] = [
  ['between the payouts and their events', { after: UPDATE_PAYOUT, at: INSERT_EVENT, when: 'before' }],
  ['before its answer', { at: '^answer POST .*/approve 200', when: 'before' }],
];
/** A decision changes a thousand payouts with one statement. */
const SECOND_STATEMENT: KillOrder = { at: UPDATE_PAYOUT, nth: 2, when: 'before' };
const SENDING: [string, KillOrder][] = [
  ['in the middle of sending, with an answer that it has not read', { at: SEND, nth: 10, when: 'after' }],
  [
    'in the middle of sending, between an answer and its record',
    { after: SEND, at: UPDATE_PAYOUT, nth: 3, when: 'before' },
  ],
];
const COMPLETION: [string, KillOrder][] = [
  ['in the middle of completing, between the mark and its event', { at: COMPLETE, when: 'after' }],
  ['right after completing', { after: COMPLETE, at: COMMIT, when: 'after' }],
];

describe.each(DATABASES)('a batch of which one of two instances dies, on $name', (kind) => {
  /** Every step on one database, on the other one of each kind. */
  const steps = <Step>(all: readonly Step[]): readonly Step[] => (kind === ONE_DATABASE[0] ? all : all.slice(0, 1));
  let pair: TwoInstances;
  let customers = 0;

  beforeAll(async () => {
    pair = await TwoInstances.start(kind, SETTINGS);
  });
  afterAll(() => pair.stop());

  /** Rows for both providers, each for somebody else. */
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      customers += 1;
      const msisdn = `+22507${String(customers).padStart(6, '0')}00`;
      return index % 2 ? toEmail(`customer${customers}`) : { ...toPhone('00'), recipient: { msisdn } };
    });
  /** Rows that wait for the chief. */
  const large = (count: number) =>
    rows(count * 2)
      .filter((row) => 'msisdn' in row.recipient)
      .map((row) => ({ ...row, amount: String(ABOVE + 1) }));
  const upload = (payouts: readonly object[], key: string = crypto.randomUUID()) =>
    pair.world.call<Batch>('POST', '/v1/batches', { payouts }, { 'idempotency-key': key });
  /** Asks until it is answered. */
  const repeated = (payouts: readonly object[], key: string) =>
    until(async () => {
      await pair.heal();
      return (await upload(payouts, key)).body;
    });
  const decide = (id: string, decision: string) =>
    pair.world.call<Batch>('POST', `/v1/batches/${id}/${decision}`, undefined, {
      authorization: `Bearer ${CHIEF_KEY}`,
    });
  const read = async (id: string) => (await pair.world.call<Batch>('GET', `/v1/batches/${id}`)).body;
  const payoutsOf = async (id: string) => (await pair.world.payouts(`batchId=${id}`)).map((payout) => payout.id);

  /** How often each payout of a batch was approved or rejected. */
  async function decisionsOf(id: string, decision: string): Promise<number[]> {
    const histories = (await payoutsOf(id)).map(async (one) => {
      const { body } = await pair.world.call<{ data: { type: string }[] }>('GET', `/v1/payouts/${one}/events`);
      return body.data.filter(({ type }) => type === decision).length;
    });
    return Promise.all(histories);
  }

  /** Waits for the end, and compares the batch with the providers' ledgers: each row paid once, the end told once. */
  async function expectPaidOnce({ id }: Batch, count: number): Promise<void> {
    const batch = await until(async () => {
      await pair.heal();
      const now = await read(id);
      return now.completedAt === null ? null : now;
    });
    expect(batch.counts).toMatchObject({ total: count, accepted: count, paid: count });
    expect(batch.sums.XOF).toMatchObject({ paid: batch.sums.XOF?.total });
    const ids = await payoutsOf(id);
    expect(ids).toHaveLength(count);
    const executed = (await pair.world.ledger()).filter(({ kind: entry }) => entry === 'executed');
    const times = ids.map((one) => executed.filter(({ reference }) => reference === one).length);
    expect(times).toEqual(Array(count).fill(1));
    const { body: feed } = await pair.world.call<{ data: { data: { id: string } }[] }>(
      'GET',
      '/v1/events?types=batch.completed&limit=100',
    );
    expect(feed.data.filter(({ data }) => data.id === id)).toHaveLength(1);
  }

  it.each(steps(UPLOAD))(
    'in the middle of the upload, %s: all or nothing, and repeated it is one',
    async (_, order) => {
      const [payouts, key] = [rows(120), crypto.randomUUID()];
      // Counted without times: the services' clock is that of the database, which may be behind the one here.
      const before = (await pair.world.payouts()).length;
      const stored = async () => (await pair.world.payouts()).length - before;
      await pair.killDuring(order, () => upload(payouts, key));
      const found = await stored();
      expect([0, payouts.length]).toContain(found);
      const { status, headers, body } = await upload(payouts, key);
      expect([status, headers.get('idempotency-replayed')]).toEqual([201, found > 0 ? 'true' : null]);
      expect(await stored()).toBe(payouts.length);
      await expectPaidOnce(body, payouts.length);
    },
  );

  it.each(steps(APPROVAL))(
    'in the middle of an approval, %s: all or none approved, and paid once',
    async (_, order) => {
      const count = 60;
      const { body } = await upload(large(count));
      expect(body.counts).toMatchObject({ awaiting_approval: count });
      await pair.killDuring(order, () => decide(body.id, 'approve'));
      expect([0, count]).toContain((await read(body.id)).counts.awaiting_approval);
      const { status, body: approved } = await decide(body.id, 'approve');
      expect([status, approved.counts]).toMatchObject([200, { awaiting_approval: 0, canceled: 0 }]);
      await expectPaidOnce(body, count);
      expect(await decisionsOf(body.id, 'approved')).toEqual(Array(count).fill(1));
    },
  );

  it('in the middle of a rejection, between the first thousand and the rest: none rejected', async () => {
    const count = 1_010;
    const { body } = await upload(large(count));
    await pair.killDuring(SECOND_STATEMENT, () => decide(body.id, 'reject'));
    expect((await read(body.id)).counts).toMatchObject({ awaiting_approval: count, canceled: 0 });
    const { status, body: rejected } = await decide(body.id, 'reject');
    expect([status, rejected.counts]).toMatchObject([200, { awaiting_approval: 0, canceled: count }]);
    await pair.heal();
  });

  it.each([...steps(SENDING), ...steps(COMPLETION)])(
    '%s: every row is paid once, the end is told once',
    async (_, order) => {
      const payouts = rows(60);
      const key = crypto.randomUUID();
      await pair.killDuring(order, () => upload(payouts, key));
      await expectPaidOnce(await repeated(payouts, key), payouts.length);
    },
  );

  it('while both race, every row is paid once, and the end of each told once', async () => {
    const uploads = Array.from({ length: 12 }, () => upload(rows(10)));
    for (const { body } of await Promise.all(uploads)) await expectPaidOnce(body, 10);
  });
});
