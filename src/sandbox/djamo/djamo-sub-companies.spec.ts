import type { RunningSandbox } from '../http.js';
import { DJAMO_SANDBOX_DEFAULTS, startDjamoSandbox } from './djamo-sandbox.js';

const ORDER = { amount: 5000, msisdn: '+2250700000000', reference: 'R1', type: 'transfer' };
const CHECK = '/v1/transactions/customers/check?msisdn=%2B2250700000000';

describe('sub-companies and strangers of the Djamo sandbox', () => {
  let sandbox: RunningSandbox;

  beforeEach(async () => {
    sandbox = await startDjamoSandbox();
  });
  afterEach(() => sandbox.close());

  const call = async (path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Bearer ${DJAMO_SANDBOX_DEFAULTS.accessToken}` },
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const found = async (name = 'Boutique') =>
    (await call('/v1/sub-companies', { name, logoUrl: 'https://example.com/logo.png' })).body;
  const change = (id: string, fields: object) => call(`/v1/sub-companies/${id}`, fields, 'PUT');
  const pay = (fields: object) => call('/v1/transactions', { ...ORDER, ...fields });

  it('creates an active sub-company, to be read by its id', async () => {
    const { status, body } = await call('/v1/sub-companies', {
      name: 'Boutique',
      logoUrl: 'https://example.com/l.png',
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^subco_[0-9a-f-]{36}$/),
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: body.createdAt,
      name: 'Boutique',
      logoUrl: 'https://example.com/l.png',
      isActive: true,
    });
    expect(await call(`/v1/sub-companies/${body.id}`)).toEqual({ status: 200, body });
  });

  it('changes only what a PUT names', async () => {
    const created = await found();
    const { status, body } = await change(created.id, { isActive: false });
    expect(status).toBe(200);
    expect(body).toEqual({ ...created, isActive: false, updatedAt: expect.any(String) });
    expect((await change(created.id, { name: 'Other' })).body).toMatchObject({ name: 'Other', isActive: false });
  });

  it('lists sub-companies in the envelope of every list', async () => {
    for (let n = 1; n <= 17; n += 1) await found(`Boutique ${n}`);
    const { body } = await call('/v1/sub-companies');
    expect(body).toMatchObject({ count: 1, limit: 15, cursor: { prev: null } });
    expect(body.data).toHaveLength(15);
    const rest = (await call(`/v1/sub-companies?cursor=${encodeURIComponent(body.cursor.next)}`)).body;
    expect(rest.data).toMatchObject([{ name: 'Boutique 2' }, { name: 'Boutique 1' }]);
  });

  it.each([{}, { name: '' }, { name: 'Boutique', logoUrl: 7 }])('refuses to create %j', async (fields) => {
    expect((await call('/v1/sub-companies', fields)).body).toMatchObject({
      statusCode: 400,
      message: [expect.any(String)],
    });
  });

  it('refuses a change that makes no sense', async () => {
    const { id } = await found();
    expect((await change(id, { isActive: 'no' })).body.message).toEqual(['isActive must be a boolean value']);
  });

  it('knows no other sub-company, and deletes none', async () => {
    const { id } = await found();
    expect((await call('/v1/sub-companies/subco_unknown')).status).toBe(404);
    expect((await change('subco_unknown', {})).status).toBe(404);
    expect((await call(`/v1/sub-companies/${id}`, undefined, 'DELETE')).status).toBe(404);
    expect((await call('/v1/sub-companies', undefined, 'DELETE')).status).toBe(404);
  });

  it('pays on behalf of an active sub-company, which no answer shows', async () => {
    const { id } = await found();
    const { status, body } = await pay({ subCompanyId: id });
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('subCompanyId');
    expect((await call('/_sandbox/transactions')).body).toMatchObject([{ reference: 'R1', subCompanyId: id }]);
  });

  it('refuses to pay on behalf of one that is unknown or inactive, and executes nothing', async () => {
    const { id } = await found();
    await change(id, { isActive: false });
    for (const subCompanyId of ['subco_unknown', id, 7]) {
      const { status, body } = await pay({ subCompanyId });
      expect(status).toBe(400);
      expect(body).toMatchObject({ statusCode: 400, error: 'Bad Request Exception' });
    }
    expect((await call('/v1/transactions/batch', { transactions: [{ ...ORDER, subCompanyId: id }] })).status).toBe(400);
    expect((await call('/_sandbox/ledger')).body).toEqual([]);
  });

  it('checks a customer for a sub-company that it knows', async () => {
    const { id } = await found();
    expect(await call(`${CHECK}&subCompanyId=${id}`)).toEqual({ status: 200, body: { status: 'complete' } });
    expect((await call(`${CHECK}&subCompanyId=subco_unknown`)).body).toMatchObject({ statusCode: 400 });
    await change(id, { isActive: false });
    expect((await call(`${CHECK}&subCompanyId=${id}`)).status).toBe(400);
  });

  it('takes on the transaction of a stranger, which no request asked for, under any reference', async () => {
    await pay({});
    const { status, body } = await call('/_sandbox/strangers', { ...ORDER, amount: 7000 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ amount: 7000, status: 'pending', reference: 'R1' });
    expect((await call('/v1/transactions')).body.data).toMatchObject([{ id: body.id }, { amount: 5000 }]);
    expect((await call('/_sandbox/requests')).body).toHaveLength(1);
    expect((await call('/_sandbox/ledger')).body).toHaveLength(2);
  });

  it('takes on no stranger that is no transaction', async () => {
    const { status, body } = await call('/_sandbox/strangers', { amount: 5000, msisdn: '+2250700000000' });
    expect(status).toBe(400);
    expect(body.problems).toEqual(['reference should not be empty']);
  });
});
