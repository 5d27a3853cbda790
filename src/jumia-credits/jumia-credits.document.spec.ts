import { JUMIA_CREDIT as CREDIT } from '../../test/contract-samples.js';
import { type HttpServer, listen } from '../../test/support/http-server.js';
import { type Instruction, type PayoutDraft, ProviderReadError } from '../common/payout-connector.js';
import { makeCapability } from '../common/signatures.js';
import { JumiaCreditsClient } from './jumia-credits.client.js';
import { JumiaCreditsConnector } from './jumia-credits.connector.js';
import { parseJumiaCreditsOptions } from './jumia-credits.options.js';

const { uuid: UUID, source_wallet_account_id: WALLET } = CREDIT;
const NOW = Date.UTC(2026, 0, 1);

const withStatus = (id: string) => ({ ...CREDIT, status: { id, label: '' } });

const instruction: Instruction = {
  account: 'ngn',
  amount: { minor: 1_000, scale: 2, currency: 'NGN' },
  recipient: { kind: 'email', value: 'awa@example.com' },
  name: 'Credit 123',
  description: 'Example description',
  subCompanyId: null,
  expiresAt: null,
  payoutId: 'HCgfE',
  providerId: UUID,
  firstAttemptAt: 0,
  callbackUrl: null,
};

/** Has one test for each rule for API clients in the document 'JumiaPay Credits API (v1)'. */
describe("the document 'JumiaPay Credits API (v1)'", () => {
  let server: HttpServer;
  let answer: { status: number; json: unknown };
  let jumia: JumiaCreditsConnector;

  beforeEach(async () => {
    answer = { status: 200, json: CREDIT };
    server = await listen((response) => response.writeHead(answer.status).end(JSON.stringify(answer.json)));
    const baseUrl = `${server.url}/b2ccredits`;
    const account = { baseUrl, apiKey: 'key', businessArea: '01234567-abcd', walletAccountId: WALLET };
    const accounts = ['NGN', 'EGP', 'KES', 'GHS', 'MAD', 'XOF', 'TND', 'UGX', 'DZD'].map((currency) => ({
      ...account,
      name: currency.toLowerCase(),
      currency,
    }));
    const options = parseJumiaCreditsOptions({ accounts });
    jumia = new JumiaCreditsConnector(options, new JumiaCreditsClient(options));
  });
  afterEach(() => server.close());

  /** Returns the received requests, such as `POST /b2ccredits/…` with its body. */
  const seen = () =>
    server.arrived.map(({ method, url, headers, body }) => ({ call: `${method} ${url}`, headers, body }));
  const path = `/b2ccredits/api/v1/single-credits/${WALLET}`;
  const problemsWith = (change: Partial<PayoutDraft>) => jumia.check({ ...instruction, ...change }, NOW);
  async function sent(change: Partial<Instruction> = {}) {
    answer = { status: 201, json: CREDIT };
    await jumia.submit({ ...instruction, ...change });
    return JSON.parse(seen().at(-1)?.body ?? '');
  }
  async function outcomeOf(status: number, verb: 'submit' | 'cancel', json: unknown = { message: 'no' }) {
    answer = { status, json };
    return jumia[verb](instruction);
  }
  async function read(status: number, json: unknown) {
    answer = { status, json };
    return jumia.lookup(instruction);
  }

  describe('every request', () => {
    it("'the apikey header of every request', 'the X-Business-Area header', the Credit account 'as part of the URL'", async () => {
      await jumia.submit(instruction);
      await jumia.lookup(instruction);
      await jumia.cancel(instruction);
      expect(seen()).toHaveLength(3);
      for (const { call, headers } of seen()) {
        expect(call).toContain(`/single-credits/${WALLET}`);
        expect(headers).toMatchObject({ apikey: 'key', 'x-business-area': '01234567-abcd' });
      }
    });

    it("'missing or invalid credentials', 401: a fault of the account, not of the payout", async () => {
      expect(await outcomeOf(401, 'submit')).toMatchObject({ kind: 'account_fault' });
      expect(await outcomeOf(401, 'cancel')).toMatchObject({ kind: 'account_fault' });
      await expect(read(401, {})).rejects.toThrow(ProviderReadError);
    });

    it("'generic error', 500: nothing is concluded", async () => {
      expect(await outcomeOf(500, 'submit')).toMatchObject({ kind: 'unknown' });
      expect(await outcomeOf(500, 'cancel')).toMatchObject({ kind: 'unknown' });
      await expect(read(500, {})).rejects.toThrow(ProviderReadError);
    });
  });

  describe("'Create a single credit'", () => {
    it("'returns success when is valid, processed in the background': 201 is accepted and not paid", async () => {
      const outcome = await outcomeOf(201, 'submit', CREDIT);
      expect(outcome).toMatchObject({ kind: 'accepted', observation: { fact: 'processing', providerId: UUID } });
      expect(seen()).toMatchObject([{ call: `POST ${path}` }]);
    });

    it("'a lack of balance means the credits will fail', after the 201", async () => {
      expect(await read(200, withStatus('failed'))).toMatchObject({ fact: 'failed' });
    });

    it("'created using the API are automatically approved': approval is not waited for", async () => {
      const inApproval = { ...withStatus('delivered'), in_approval: true, approved: null };
      expect(await read(200, inApproval)).toMatchObject({ fact: 'paid' });
    });

    it("'bad request', 400: refused", async () => {
      expect(await outcomeOf(400, 'submit')).toMatchObject({ kind: 'refused', providerReason: 'no' });
    });

    it("'name' is required and has at most 50 characters", async () => {
      expect(problemsWith({ name: 'x'.repeat(50) })).toEqual([]);
      for (const name of [null, '', 'x'.repeat(51)]) expect(problemsWith({ name })).toMatchObject([{ field: 'name' }]);
      expect(await sent()).toMatchObject({ name: 'Credit 123' });
    });

    it("'description' is required and has at most 255 characters: without one it is the name", async () => {
      expect(problemsWith({ description: 'x'.repeat(255) })).toEqual([]);
      expect(problemsWith({ description: 'x'.repeat(256) })).toMatchObject([{ field: 'description' }]);
      expect(await sent({ description: null })).toMatchObject({ description: 'Credit 123' });
    });

    it("'amount' is a string, 'a decimal point must be used'", async () => {
      expect(await sent({ amount: { minor: 10_099, scale: 2, currency: 'NGN' } })).toMatchObject({ amount: '100.99' });
    });

    it.each([
      ['NGN', 2],
      ['EGP', 2],
      ['GHS', 2],
      ['KES', 2],
      ['MAD', 2],
      ['XOF', 0],
      ['TND', 2],
      ['UGX', 0],
      ['DZD', 2],
    ])("'the maximum decimal places allowed for the currency': %s has %i", (currency, decimals) => {
      const account = currency.toLowerCase();
      expect(jumia.accounts.find(({ name }) => name === account)?.currencies).toEqual([
        { code: currency, scale: decimals },
      ]);
      const problemsAt = (scale: number) => problemsWith({ account, amount: { minor: 100, scale, currency } });
      expect(problemsAt(decimals)).toEqual([]);
      expect(problemsAt(decimals + 1)).toMatchObject([{ field: 'amount' }]);
    });

    it("'amount' is 'in the country currency'", () => {
      const kes = { amount: { minor: 100, scale: 2, currency: 'KES' } };
      expect(problemsWith(kes)).toMatchObject([{ field: 'currency' }]);
    });

    it("'customer_email' is required", async () => {
      expect(problemsWith({ recipient: { kind: 'email', value: 'awa' } })).toMatchObject([
        { field: 'recipient.email' },
      ]);
      expect(await sent()).toMatchObject({ customer_email: 'awa@example.com' });
    });

    it("'expiration_date' is optional, 'must be sent in UTC' as yyyy-MM-ddTHH:mm:ssZ 'and be in the future'", async () => {
      expect(await sent()).not.toHaveProperty('expiration_date');
      const expiresAt = Date.parse('2021-03-28T01:59:59.500+02:00');
      expect(await sent({ expiresAt })).toMatchObject({ expiration_date: '2021-03-27T23:59:59Z' });
      expect(problemsWith({ expiresAt: NOW })).toMatchObject([{ field: 'expiresAt' }]);
    });

    it("'callback_url' is optional, 'callbacks support query parameters': ours keeps its own", async () => {
      expect(await sent()).not.toHaveProperty('callback_url');
      const callbackUrl = `https://example.com/callback?c=${makeCapability({ kid: 'k1', secret: 's' }, 'p', 'id')}`;
      expect(await sent({ callbackUrl })).toMatchObject({ callback_url: callbackUrl });
    });

    it("'partner_credit_id' 'must be unique for the Credit account': always sent, our payout id", async () => {
      expect(await sent()).toMatchObject({ partner_credit_id: 'HCgfE' });
      expect(jumia.accounts[0]?.safety.dedupe).toBe('by-reference');
    });
  });

  describe("'Get a single credit using partner id'", () => {
    it('is GET with our id, also where the uuid is known', async () => {
      await jumia.lookup(instruction);
      expect(seen()).toMatchObject([{ call: `GET ${path}/partner-id/HCgfE` }]);
    });

    it("'single credit not found', 404: absent", async () => {
      expect(await read(404, { message: 'Single credit not found' })).toBe('absent');
    });

    it('answers amounts as numbers and the status as an object', async () => {
      expect(await read(200, { ...withStatus('delivered'), usage: { ...CREDIT.usage, value: 5 } })).toMatchObject({
        fact: 'paid',
        echo: { reference: 'HCgfE', amount: '10', currency: 'NGN' },
        usedAmount: '5',
      });
    });
  });

  describe("'Cancel a single credit'", () => {
    it("is POST, without a body, and 'processed in the background'", async () => {
      const outcome = await outcomeOf(200, 'cancel', withStatus('processing_cancellation'));
      expect(outcome).toMatchObject({ kind: 'accepted', observation: { fact: 'cancelling' } });
      expect(seen()).toMatchObject([{ call: `POST ${path}/${UUID}/cancel`, body: '' }]);
    });

    it("'can only be cancelled when its status is delivered': else 400, refused", async () => {
      expect(await outcomeOf(400, 'cancel')).toMatchObject({ kind: 'refused' });
    });

    it("'the non-spent funds will return': what was spent is told with it", async () => {
      const cancelled = { ...withStatus('cancelled'), usage: { ...CREDIT.usage, value: 4 } };
      expect(await read(200, cancelled)).toMatchObject({ fact: 'returned', returnReason: 'canceled', usedAmount: '4' });
    });

    it("'single credit not found', 404: unknown, for it was there", async () => {
      expect(await outcomeOf(404, 'cancel')).toMatchObject({ kind: 'unknown', duplicate: false });
    });
  });
});
