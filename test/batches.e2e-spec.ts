import { OutboxEventRow } from '../src/payouts/storage/entities/outbox.entities.js';
import { DATABASES } from './support/databases.js';
import { documentedFetch } from './support/openapi.js';
import { connect } from './support/storage.js';
import { KEY, OTHER_KEY, toPhone, until, World } from './support/world.js';

interface Batch {
  readonly id: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly errors: readonly { row: number; field: string | null; code: string; message: string }[];
  readonly encoding: string | null;
  readonly completedAt: string | null;
  readonly [field: string]: unknown;
}

const CHIEF_KEY = 'test-key-of-the-chief';
const DEPUTY_KEY = 'test-key-of-the-deputy';
let phone = 10_000;
/** A phone number that nobody else in this file has, whose payout is paid at once. */
const nextPhone = () => {
  phone += 1;
  return `07${String(phone).padStart(6, '0')}00`;
};

describe.each(DATABASES)('batches on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind, {
      DJAMO_COUNTRY: 'CI',
      API_KEYS: `shop:${KEY}:*,other:${OTHER_KEY}:payouts:read+payouts:write,chief:${CHIEF_KEY}:payouts:approve,deputy:${DEPUTY_KEY}:payouts:approve`,
    });
  });
  afterAll(() => world.stop());

  const upload = (csv: string | Buffer, { query = '', key = crypto.randomUUID(), type = 'text/csv' } = {}) =>
    documentedFetch(`${world.service.url}/v1/batches${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': type, 'idempotency-key': key },
      body: csv,
    }).then(async (reply) => ({ status: reply.status, headers: reply.headers, body: (await reply.json()) as Batch }));
  const order = (payouts: readonly object[], options: object = {}, key: string = crypto.randomUUID()) =>
    world.call<Batch>('POST', '/v1/batches', { payouts, ...options }, { 'idempotency-key': key });
  const text = async (path: string) =>
    Buffer.from(
      await (
        await documentedFetch(world.service.url + path, { headers: { authorization: `Bearer ${KEY}` } })
      ).arrayBuffer(),
    ).toString('utf8');
  const payout = (fields: object = {}) => ({
    ...toPhone('00'),
    recipient: { msisdn: `+225${nextPhone()}` },
    ...fields,
  });
  const completed = (id: string) =>
    until(async () => {
      const { body } = await world.call<Batch>('GET', `/v1/batches/${id}`);
      return body.completedAt === null ? null : body;
    });
  const stored = async () => (await world.payouts()).length;

  it('are accepted whole, paid, completed and told of once', async () => {
    const { status, headers, body } = await order([payout(), payout({ amount: '7000' })]);
    expect([status, headers.get('location')]).toEqual([201, `/v1/batches/${body.id}`]);
    expect(body).toMatchObject({ object: 'batch', encoding: null, completedAt: null, errors: [] });
    expect(body.counts).toMatchObject({ total: 2, accepted: 2, rejected: 0, queued: 2, paid: 0, canceled: 0 });
    expect(body.sums.XOF).toMatchObject({ total: '12000', queued: '12000', paid: '0' });

    const done = await completed(body.id);
    expect(done.counts).toMatchObject({ paid: 2, queued: 0 });
    expect(done.sums.XOF).toMatchObject({ total: '12000', paid: '12000' });
    const { body: page } = await world.call<{ data: { batchId: string }[] }>('GET', `/v1/batches/${body.id}/payouts`);
    expect(page.data.map(({ batchId }) => batchId)).toEqual([body.id, body.id]);

    const database = await connect(world.database.url);
    const told = await database.getRepository(OutboxEventRow).findBy({ type: 'batch.completed' });
    await database.destroy();
    expect(told.filter((event) => JSON.stringify(event).includes(body.id))).toHaveLength(1);

    const late = await world.call('POST', `/v1/batches/${body.id}/cancel`);
    expect([late.status, late.body.code]).toEqual([409, 'state_conflict']);
    expect((await world.call<Batch>('GET', `/v1/batches/${body.id}`)).body).toEqual(done);
  });

  it('give the same answer for the same key, and another body with it is refused', async () => {
    const key = crypto.randomUUID();
    const rows = [payout()];
    const first = await order(rows, {}, key);
    await completed(first.body.id);
    const again = await order(rows, {}, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await order([payout()], {}, key)).body).toMatchObject({ code: 'idempotency_key_reused' });
    expect((await world.call('POST', '/v1/batches', { payouts: rows })).body).toMatchObject({
      code: 'idempotency_key_required',
    });
  });

  it('are the same request when amounts and keys are written otherwise', async () => {
    const key = crypto.randomUUID();
    const { amount, ...rest } = payout({ metadata: { a: '1', b: '2' } });
    const first = await order([{ amount, ...rest }], {}, key);
    const again = await order([{ ...rest, metadata: { b: '2', a: '1' }, amount: `${amount}.0` }], {}, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await order([{ ...rest, amount: `${amount}.1` }], {}, key)).body).toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  it('share the keys of their consumer with single payouts, and with no other consumer', async () => {
    const [ofBatch, ofPayout] = [crypto.randomUUID(), crypto.randomUUID()];
    await order([payout()], {}, ofBatch);
    const single = await world.create(payout(), ofPayout);
    const before = await stored();
    const refused = [await world.create(payout(), ofBatch), await order([payout()], {}, ofPayout)];
    expect(refused.map(({ status, body }) => [status, body])).toMatchObject(
      [1, 2].map(() => [422, { code: 'idempotency_key_reused' }]),
    );
    expect([single.status, await stored()]).toEqual([201, before]);
    const other = await world.create(payout(), ofBatch, { authorization: `Bearer ${OTHER_KEY}` });
    expect(other.status).toBe(201);
  });

  it('of equal requests at once become one', async () => {
    const key = crypto.randomUUID();
    const rows = [payout(), payout()];
    const before = await stored();
    const answers = await Promise.all([1, 2, 3, 4].map(() => order(rows, {}, key)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await stored()).toBe(before + 2);
  });

  it('with a bad row store nothing, or all but that row', async () => {
    const rows = [payout({ reference: 'row-1' }), payout({ amount: '12.5' }), payout({ reference: 'row-1' })];
    const before = await stored();
    const refused = await order(rows);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: 'batch_invalid',
      errorCount: 2,
      errors: [
        { row: 2, field: 'amount', code: 'validation_failed' },
        { row: 3, field: 'reference', code: 'reference_already_used' },
      ],
    });
    expect(await stored()).toBe(before);
    const { status, body } = await order(rows, { mode: 'accept_valid' });
    expect([status, body.counts.accepted, body.counts.rejected]).toEqual([201, 1, 2]);
    expect(await stored()).toBe(before + 1);
    expect((await order([payout({ amount: '0' })], { mode: 'accept_valid' })).body).toMatchObject({
      code: 'batch_invalid',
      detail: expect.stringContaining('Every row breaks a rule'),
    });
  });

  it('that look paid already have to be confirmed', async () => {
    const known = payout();
    const { body: before } = await world.create(known);
    const rows = [known, payout(), payout({ amount: '9000' })];
    rows.push(rows[2] as (typeof rows)[0]);
    const { status, body } = await order(rows);
    expect([status, body.code]).toEqual([422, 'batch_invalid']);
    expect(body).toMatchObject({
      warnings: [
        { row: 1, code: 'possible_duplicate', otherRow: null, payoutId: before.id },
        { row: 4, code: 'possible_duplicate', otherRow: 3, payoutId: null },
      ],
    });
    const valid = await order([...rows, payout({ amount: '0' })], { mode: 'accept_valid' });
    expect(valid.body).toMatchObject({
      code: 'batch_invalid',
      errorCount: 1,
      detail: expect.stringContaining('Send confirmDuplicates'),
    });
    const looked = await world.call('POST', '/v1/batches?validate=true', { payouts: rows });
    expect(looked.body).toMatchObject({ valid: true, warnings: [{ row: 1 }, { row: 4 }] });
    expect((await order(rows, { confirmDuplicates: true })).status).toBe(201);
  });

  it('are looked at without storing anything', async () => {
    const before = await stored();
    const csv = `amount;currency;msisdn\r\n5000;XOF;${nextPhone()}\r\n5 000,50;XOF;${nextPhone()}\r\n`;
    const { status, body } = await upload(csv, { query: '?validate=true' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      object: 'batch_validation',
      valid: false,
      counts: { total: 2, valid: 1, invalid: 1 },
      sums: { XOF: { total: '5000' } },
      errors: [{ row: 2, field: 'amount', message: expect.stringContaining('5000.50') }],
      warnings: [],
      approvals: { rows: 0, approvers: 0 },
      funds: [{ account: 'djamo', needed: '5000' }],
      encoding: 'utf-8',
    });
    expect(await stored()).toBe(before);
  });

  it('come as an Excel of France writes them, and go back to it', async () => {
    const local = nextPhone();
    const spaced = local.replace(/(..)/g, '$1 ').trim();
    const lines = [
      'Référence;Amount;CURRENCY;msisdn;description',
      `wage-a;5000;XOF;${spaced};Prime de décembre`,
      ';;;;',
      'wage-b;5000;XOF;2,25070E+11;=SUM(A1)',
    ];
    const misspelt = await upload(Buffer.from(lines.join('\r\n'), 'latin1'));
    expect([misspelt.status, misspelt.body]).toMatchObject([
      422,
      { code: 'validation_failed', errors: [{ field: 'Référence' }] },
    ]);
    const csv = Buffer.from(lines.join('\r\n').replace('Référence', 'Reference'), 'latin1');
    const { status, body } = await upload(csv, { query: '?mode=accept_valid' });
    expect([status, body.encoding, body.counts.accepted]).toEqual([201, 'windows-1252', 1]);
    expect(body.errors).toMatchObject([{ row: 2, field: 'msisdn', message: expect.stringContaining('spreadsheet') }]);
    await completed(body.id);
    const [paid] = (await world.payouts()).filter(({ batchId }) => batchId === body.id);
    expect(paid).toMatchObject({ description: 'Prime de décembre', recipient: { msisdn: `+225${local}` } });

    const results = await text(`/v1/batches/${body.id}/results.csv`);
    expect(results.split('\r\n')).toEqual([
      '\ufeffReference;Amount;CURRENCY;msisdn;description;payout_id;status;error_code;error',
      `wage-a;5000;XOF;${spaced};Prime de décembre;${paid?.id};paid;;`,
      expect.stringMatching(/^wage-b;5000;XOF;2,25070E\+11;'=SUM\(A1\);;rejected;validation_failed;/),
      '',
    ]);

    const before = await stored();
    const corrected = results.replace('2,25070E+11', nextPhone());
    const again = await upload(corrected, { query: '?mode=accept_valid' });
    expect([again.status, again.body.counts]).toMatchObject([201, { accepted: 1, rejected: 1 }]);
    expect(again.body.errors).toMatchObject([{ row: 1, field: 'reference', code: 'reference_already_used' }]);
    expect(await stored()).toBe(before + 1);
    expect(await text(`/v1/batches/${again.body.id}/results.csv`)).toContain(
      `${paid?.id};rejected;reference_already_used`,
    );
  });

  it.each([
    ['an open quote', 'amount,currency,msisdn\n"5000,XOF,x', 400, 'invalid_request'],
    ['no rows', 'amount,currency,msisdn\n', 422, 'validation_failed'],
    ['no amount', 'currency,msisdn\nXOF,+2250701020304', 422, 'validation_failed'],
    ['nothing', '', 400, 'invalid_request'],
    ['bytes of a picture', Buffer.from([0x89, 0x50, 0, 0, 0x0d]), 400, 'invalid_request'],
  ])('refuse a file with %s', async (_, csv, status, code) => {
    const answer = await upload(csv);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('refuse other types, other fields and what is too large', async () => {
    expect((await upload('x', { type: 'application/xml' })).status).toBe(415);
    expect((await order([payout()], { colour: 'red' })).body).toMatchObject({ code: 'validation_failed' });
    expect((await upload(Buffer.alloc(9 * 1_024 * 1_024, 'a'))).status).toBe(413);
  });

  it.each(['[]', '{"a":}'])(
    'refuse a row that is nested a hundred thousand times in %s, and name its field',
    async (part) => {
      const [open = '', close = ''] = part.split(/(?=[\]}])/);
      const nested = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      const { status, body } = await upload(`{"payouts":[{"metadata":{"x":${nested}}}]}`, { type: 'application/json' });
      expect([status, body.code, body.errors.map(({ message }) => message)]).toEqual([
        422,
        'batch_invalid',
        ['is nested too deeply'],
      ]);
    },
  );

  it('take an option that is null for one that is missing', async () => {
    const { status, body } = await order([payout()], { mode: null, confirmDuplicates: null, provider: null });
    expect([status, body.mode]).toEqual([201, 'all_or_nothing']);
    expect((await order([payout(), { amount: '1' }], { mode: null })).body).toMatchObject({ code: 'batch_invalid' });
  });

  it('leave out rows that are too large to be kept, and keep what fits of them', async () => {
    const long = 'x'.repeat(70_000);
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`${'y'.repeat(900)}${index}`, 1]));
    const bad = [{ [long]: 1 }, { ...payout(), ...many }, { ...payout(), description: long }];
    const { status, body } = await order([payout(), ...bad], { mode: 'accept_valid' });
    expect([status, body.counts]).toMatchObject([201, { accepted: 1, rejected: 3 }]);
    const ofSecond = body.errors.filter(({ row }) => row === 3);
    expect(ofSecond).toHaveLength(20);
    expect(ofSecond.at(-1)?.message).toMatch(/^has \d+ more errors$/);
    expect((await world.call('GET', `/v1/batches/${body.id}`)).body.errors).toEqual(body.errors);

    const metadata = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`${'\u0001'.repeat(98)}${index}`, '\u0001'.repeat(500)]),
    );
    const control = await order([payout({ metadata }), payout()], { mode: 'accept_valid' });
    expect([control.status, control.body.errors.map(({ field }) => field)]).toEqual([201, ['metadata']]);

    const header = 'amount,currency,msisdn,description';
    const rows = [`5000,XOF,+225${nextPhone()},fine`, `5000,XOF,+225${nextPhone()},${'\\'.repeat(40_000)}`];
    const csv = await upload([header, ...rows].join('\n'), { query: '?mode=accept_valid' });
    expect([csv.status, csv.body.counts]).toMatchObject([201, { accepted: 1, rejected: 1 }]);

    const line = `5000,XOF,+225${nextPhone()}`;
    const [wide, padded] = [`,${','.repeat(30_000)}`, `,${' \v'.repeat(30_000)}`];
    expect((await upload(`amount,currency,msisdn${wide}\n${line}`)).body.code).toBe('validation_failed');
    expect((await upload(`amount,currency,msisdn${padded}\n${line}`)).status).toBe(201);
  });

  it('are decided about by requests without a body', async () => {
    const { body } = await order([payout()]);
    const decide = (content: string, type = 'application/json') =>
      documentedFetch(`${world.service.url}/v1/batches/${body.id}/cancel`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': type },
        body: content,
      }).then(({ status }) => status);
    expect(await decide('{"reason":"none"}')).toBe(422);
    expect(await decide('x', 'text/plain')).toBe(415);
    expect(await decide(JSON.stringify('x'.repeat(70_000)))).toBe(413);
  });

  it('have a template for each account, and at most 10 000 rows', async () => {
    const all = 'amount,currency,msisdn,email,reference,name,description,provider,account,expiresAt';
    expect(await text('/v1/batches/template.csv')).toBe(`\ufeff${all}\r\n`);
    const phones = all.replace('email,', '').replace('name,', '').replace(',expiresAt', '');
    expect(await text('/v1/batches/template.csv?account=djamo')).toBe(`\ufeff${phones}\r\n`);
    const emails = all.replace('msisdn,', '');
    expect(await text('/v1/batches/template.csv?account=jumia-credits')).toBe(`\ufeff${emails}\r\n`);
    const unknown = await world.call('GET', '/v1/batches/template.csv?account=nobody');
    expect([unknown.status, unknown.body.errors]).toMatchObject([422, [{ field: 'account' }]]);
    const tooMany = await upload(`amount,currency,msisdn\n${'5000,XOF,1\n'.repeat(10_001)}`);
    expect([tooMany.status, tooMany.body.code]).toEqual([422, 'validation_failed']);
    expect((await order(Array(10_001).fill({}))).body).toMatchObject({ code: 'validation_failed' });
  });

  it('of JSON come back as a CSV with all columns', async () => {
    const row = payout({ reference: 'json-1', metadata: { month: '11' } });
    const { body } = await order([row, payout({ amount: '1' })], { mode: 'accept_valid' });
    const [header, first, second] = (await text(`/v1/batches/${body.id}/results.csv`)).split('\r\n');
    expect(header).toMatch(/^\ufeffamount,currency,msisdn,email,.*,expiresAt,payout_id,status,error_code,error$/);
    expect(first).toMatch(new RegExp(`^5000,XOF,\\${row.recipient.msisdn},,json-1,,,,,,[0-9a-f-]{36},\\w+,,$`));
    expect(second).toMatch(/^1,XOF,.*,rejected,validation_failed,amount must be from 5000 to 500000 XOF$/);
  });

  it('are nobody else’s', async () => {
    const { body } = await order([payout()]);
    const other = { authorization: `Bearer ${OTHER_KEY}` };
    for (const path of ['', '/payouts', '/results.csv']) {
      expect((await world.call('GET', `/v1/batches/${body.id}${path}`, undefined, other)).status).toBe(404);
    }
    expect((await world.call('POST', `/v1/batches/${body.id}/cancel`, undefined, other)).status).toBe(404);
    const { body: page } = await world.call<{ data: Batch[] }>('GET', '/v1/batches?limit=100', undefined, other);
    expect(page.data).toEqual([]);
    type Page = { data: Batch[]; nextCursor: string };
    const mine = await world.call<Page>('GET', '/v1/batches?limit=1');
    expect(mine.body.data.map(({ id }) => id)).toEqual([body.id]);
    const next = await world.call<Page>('GET', `/v1/batches?limit=1&cursor=${mine.body.nextCursor}`);
    const both = await world.call<Page>('GET', '/v1/batches?limit=2');
    expect(both.body.data.map(({ id }) => id)).toEqual([body.id, next.body.data[0]?.id]);
  });

  it('of an upload that was killed are whole or not there, and repeated they are one', async () => {
    const rows = Array.from({ length: 2_000 }, () => payout());
    const key = crypto.randomUUID();
    const before = await stored();
    for (const wait of [40, 150, 400]) {
      const upload = order(rows, {}, key).catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, wait));
      await world.restart('SIGKILL', { SUBMIT_RATE: '1/s' });
      await upload;
      expect([before, before + 2_000]).toContain(await stored());
    }
    const { status, body } = await order(rows, {}, key);
    expect([status, body.counts.accepted]).toEqual([201, 2_000]);
    expect(await stored()).toBe(before + 2_000);
    expect((await world.call<Batch>('POST', `/v1/batches/${body.id}/cancel`)).status).toBe(200);
    const canceled = await world.call<Batch>('GET', `/v1/batches/${body.id}`);
    expect(canceled.body.counts.queued).toBe(0);
    expect(canceled.body.counts.canceled).toBeGreaterThan(1_900);
  });

  it('wait for approval as a whole, by another consumer', async () => {
    await world.restart('SIGTERM', { DJAMO_REQUIRE_APPROVAL: 'true' });
    const { body } = await order([payout(), payout()]);
    expect(body.counts).toMatchObject({ awaiting_approval: 2 });
    const decide = (decision: string, key: string) =>
      world.call<Batch>('POST', `/v1/batches/${body.id}/${decision}`, undefined, { authorization: `Bearer ${key}` });
    expect((await decide('approve', KEY)).body).toMatchObject({ code: 'approver_is_creator' });
    expect((await decide('approve', CHIEF_KEY)).status).toBe(200);
    expect((await decide('approve', CHIEF_KEY)).status).toBe(200);
    expect((await decide('reject', CHIEF_KEY)).body).toMatchObject({ code: 'state_conflict' });
    expect((await completed(body.id)).counts).toMatchObject({ paid: 2 });

    const { body: raced } = await order([payout(), payout()]);
    const race = (decision: string, key: string) =>
      world.call<Batch>('POST', `/v1/batches/${raced.id}/${decision}`, undefined, { authorization: `Bearer ${key}` });
    const [approved, rejected] = await Promise.all([race('approve', CHIEF_KEY), race('reject', DEPUTY_KEY)]);
    expect(new Set([approved.status, rejected.status])).toEqual(new Set([200, 409]));
    expect((await completed(raced.id)).counts).toMatchObject(approved.status === 200 ? { paid: 2 } : { canceled: 2 });
  });

  it('wait for two approvers above a threshold, row by row', async () => {
    const keys = `shop:${KEY}:payouts:read+payouts:write+operations,chief:${CHIEF_KEY}:payouts:approve`;
    const settings = { DJAMO_APPROVERS: '2', DJAMO_APPROVAL_ABOVE: '10000' };
    await world.restart('SIGTERM', { ...settings, API_KEYS: keys });
    const rows = [payout(), payout({ amount: '10000' }), payout({ amount: '10001' }), payout({ amount: '20000' })];
    const csv = ['amount,currency,msisdn', ...rows.map((row) => `${row.amount},XOF,${row.recipient.msisdn}`)].join(
      '\n',
    );
    const looked = await upload(csv, { query: '?validate=true' });
    expect(looked.body).toMatchObject({
      approvals: { rows: 2, approvers: 2, remark: expect.stringContaining('only chief has a key') },
    });

    await world.restart('SIGTERM', { ...settings, API_KEYS: `${keys},deputy:${DEPUTY_KEY}:payouts:approve` });
    const { body } = await order(rows);
    expect(body.counts).toMatchObject({ queued: 2, awaiting_approval: 2 });
    const decide = (decision: string, key: string) =>
      world.call<Batch>('POST', `/v1/batches/${body.id}/${decision}`, undefined, { authorization: `Bearer ${key}` });
    const first = await decide('approve', CHIEF_KEY);
    expect([first.status, first.body.counts.awaiting_approval]).toEqual([200, 2]);
    expect((await decide('approve', CHIEF_KEY)).body.counts).toMatchObject({ awaiting_approval: 2 });
    expect((await decide('reject', CHIEF_KEY)).body).toMatchObject({ code: 'state_conflict' });
    // The rest is approved as a single payout, the other one by the batch.
    const { body: page } = await world.call<{ data: { id: string; status: string }[] }>(
      'GET',
      `/v1/batches/${body.id}/payouts?status=awaiting_approval`,
    );
    const deputy = { authorization: `Bearer ${DEPUTY_KEY}` };
    const one = await world.call('POST', `/v1/payouts/${page.data[0]?.id}/approve`, undefined, deputy);
    expect([one.status, one.body.status]).toEqual([200, 'queued']);
    expect((await decide('approve', DEPUTY_KEY)).body.counts).toMatchObject({ awaiting_approval: 0 });
    expect((await completed(body.id)).counts).toMatchObject({ paid: 4 });
  });
});
