import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JumiaCreditsClient } from './jumia-credits.client.js';
import { parseJumiaCreditsOptions } from './jumia-credits.options.js';

interface Seen {
  call: string;
  headers: IncomingHttpHeaders;
  body: string;
}

describe('JumiaCreditsClient', () => {
  const seen: Seen[] = [];
  let server: Server;
  let client: JumiaCreditsClient;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({ call: `${request.method} ${request.url}`, headers: request.headers, body });
      response.writeHead(418, { 'retry-after': '2' }).end('{"told":true}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/b2ccredits/`;
    const secrets = { apiKey: 'key', businessArea: 'area', walletAccountId: 'AAE2w/ é' };
    client = new JumiaCreditsClient(
      parseJumiaCreditsOptions({ accounts: [{ name: 'ci', baseUrl, currency: 'XOF', ...secrets }] }),
    );
  });
  beforeEach(() => seen.splice(0));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('passes on the reply as it came', async () => {
    expect(await client.getCredit('ci', 'u1')).toEqual({
      status: 418,
      json: { told: true },
      page: false,
      retryAfterMs: 2_000,
    });
  });

  it('sends the key and the business area', async () => {
    await client.getCredit('ci', 'u1');
    expect(seen[0]?.headers).toMatchObject({ apikey: 'key', 'x-business-area': 'area' });
  });

  it('calls the documented paths, encoded', async () => {
    await client.getCredit('ci', 'u/1');
    await client.getCreditByPartnerId('ci', 'R 1');
    await client.cancelCredit('ci', 'u1');
    const wallet = '/b2ccredits/api/v1/single-credits/AAE2w%2F%20%C3%A9';
    expect(seen.map(({ call, body }) => [call, body])).toEqual([
      [`GET ${wallet}/u%2F1`, ''],
      [`GET ${wallet}/partner-id/R%201`, ''],
      [`POST ${wallet}/u1/cancel`, ''],
    ]);
  });

  it('creates a credit from JSON', async () => {
    const credit = {
      name: 'n',
      description: 'd',
      amount: '10',
      currency: 'XOF',
      customer_email: 'a@b.ci',
      partner_credit_id: 'R1',
    };
    await client.createCredit('ci', credit);
    expect(seen).toEqual([
      {
        call: 'POST /b2ccredits/api/v1/single-credits/AAE2w%2F%20%C3%A9',
        headers: expect.objectContaining({ 'content-type': 'application/json' }),
        body: JSON.stringify(credit),
      },
    ]);
  });

  it.each(['', '.', '..'])('does not take %j for an id, which would make it another path', async (id) => {
    await expect(client.getCredit('ci', id)).rejects.toThrow(TypeError);
    await expect(client.getCreditByPartnerId('ci', id)).rejects.toThrow(TypeError);
    await expect(client.cancelCredit('ci', id)).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });

  it('has no account but the configured ones', async () => {
    await expect(client.getCredit('nobody', 'u1')).rejects.toThrow('no JumiaPay Credits account is named nobody');
    expect(seen).toEqual([]);
  });
});
