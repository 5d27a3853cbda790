import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DjamoClient } from './djamo.client.js';
import { parseDjamoOptions } from './djamo.options.js';

interface Seen {
  call: string;
  headers: IncomingHttpHeaders;
  body: string;
}

describe('DjamoClient', () => {
  const seen: Seen[] = [];
  let server: Server;
  let client: DjamoClient;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({ call: `${request.method} ${request.url}`, headers: request.headers, body });
      response.writeHead(418, { 'retry-after': '2' }).end('{"told":true}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix/`;
    client = new DjamoClient(
      parseDjamoOptions({
        accounts: [
          { name: 'plain', baseUrl, accessToken: 'at_plain' },
          { name: 'company', baseUrl, accessToken: 'at_company', companyId: 'comp_1' },
        ],
      }),
    );
  });
  beforeEach(() => seen.splice(0));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('passes on the reply as it came', async () => {
    expect(await client.getBalance('plain')).toEqual({
      status: 418,
      json: { told: true },
      page: false,
      retryAfterMs: 2_000,
    });
  });

  it('sends the token, and the company id where there is one', async () => {
    await client.getBalance('plain');
    await client.getBalance('company');
    expect(seen.map(({ headers }) => [headers.authorization, headers['x-company-id']])).toEqual([
      ['Bearer at_plain', undefined],
      ['Bearer at_company', 'comp_1'],
    ]);
  });

  it('calls the documented paths, encoded', async () => {
    await client.getTransaction('plain', 'txn 1/é');
    await client.listTransactions('plain');
    await client.listTransactions('plain', { reference: 'R+1', cursor: 'a=&' });
    await client.checkCustomer('plain', { msisdn: '+2250701020304', subCompanyId: 'subco_1' });
    await client.getBalance('plain');
    expect(seen.map(({ call }) => call)).toEqual([
      'GET /prefix/v1/transactions/txn%201%2F%C3%A9',
      'GET /prefix/v1/transactions',
      'GET /prefix/v1/transactions?reference=R%2B1&cursor=a%3D%26',
      'GET /prefix/v1/transactions/customers/check?msisdn=%2B2250701020304&subCompanyId=subco_1',
      'GET /prefix/v1/balance',
    ]);
  });

  it('creates a transaction from JSON', async () => {
    await client.createTransaction('plain', { amount: 5_000, msisdn: '+225', reference: 'R1', type: 'transfer' });
    expect(seen).toEqual([
      {
        call: 'POST /prefix/v1/transactions',
        headers: expect.objectContaining({ 'content-type': 'application/json' }),
        body: '{"amount":5000,"msisdn":"+225","reference":"R1","type":"transfer"}',
      },
    ]);
  });

  it('calls the documented paths of webhooks and sub-companies, encoded', async () => {
    await client.createWebhook('plain', { topic: 'transactions/failed', url: 'https://cauri.example.com/' });
    await client.getWebhook('plain', 'w/1');
    await client.listWebhooks('plain');
    await client.listWebhooks('plain', { cursor: 'a=' });
    await client.createSubCompany('plain', { name: 'Awa', logoUrl: 'https://awa.example.com/logo.png' });
    await client.getSubCompany('plain', 'subco/1');
    await client.listSubCompanies('plain');
    await client.listSubCompanies('plain', { cursor: 'a=' });
    await client.updateSubCompany('plain', 'subco/1', { isActive: false });
    expect(seen.map(({ call, body }) => [call, body])).toEqual([
      ['POST /prefix/v1/webhooks', '{"topic":"transactions/failed","url":"https://cauri.example.com/"}'],
      ['GET /prefix/v1/webhooks/w%2F1', ''],
      ['GET /prefix/v1/webhooks', ''],
      ['GET /prefix/v1/webhooks?cursor=a%3D', ''],
      ['POST /prefix/v1/sub-companies', '{"name":"Awa","logoUrl":"https://awa.example.com/logo.png"}'],
      ['GET /prefix/v1/sub-companies/subco%2F1', ''],
      ['GET /prefix/v1/sub-companies', ''],
      ['GET /prefix/v1/sub-companies?cursor=a%3D', ''],
      ['PUT /prefix/v1/sub-companies/subco%2F1', '{"isActive":false}'],
    ]);
  });

  it('leaves out what is undefined', async () => {
    await client.listTransactions('plain', { reference: undefined, cursor: undefined });
    await client.updateSubCompany('plain', 's1', { name: undefined });
    expect(seen.map(({ call, body }) => [call, body])).toEqual([
      ['GET /prefix/v1/transactions', ''],
      ['PUT /prefix/v1/sub-companies/s1', '{}'],
    ]);
  });

  it.each(['', '.', '..'])('does not take %j for an id, which would make it another path', async (id) => {
    await expect(client.getTransaction('plain', id)).rejects.toThrow(TypeError);
    await expect(client.getWebhook('plain', id)).rejects.toThrow(TypeError);
    await expect(client.updateSubCompany('plain', id, {})).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });

  it('creates a batch from JSON', async () => {
    await client.createBatch('plain', [{ amount: 5_000, msisdn: '+225', reference: 'R1', description: 'Prime' }]);
    expect(seen[0]).toMatchObject({
      call: 'POST /prefix/v1/transactions/batch',
      body: '{"transactions":[{"amount":5000,"msisdn":"+225","reference":"R1","description":"Prime"}]}',
    });
  });

  it('has no account but the configured ones', async () => {
    await expect(client.getBalance('nobody')).rejects.toThrow('no Djamo account is named nobody');
    expect(seen).toEqual([]);
  });
});
