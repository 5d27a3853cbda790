import { createHmac } from 'node:crypto';
import {
  DJAMO_BATCH as BATCH,
  DJAMO_CREATED as CREATED,
  DJAMO_RETRIEVED as RETRIEVED,
} from '../../test/contract-samples.js';
import { type HttpServer, listen } from '../../test/support/http-server.js';
import type { Instruction, PayoutDraft } from '../common/payout-connector.js';
import { DjamoClient } from './djamo.client.js';
import { DjamoConnector } from './djamo.connector.js';
import { parseDjamoOptions } from './djamo.options.js';

const instruction: Instruction = {
  account: 'djamo',
  amount: { minor: 500_000, scale: 0, currency: 'XOF' },
  recipient: { kind: 'msisdn', value: '+2250701020300' },
  name: null,
  description: 'Prime de juin',
  subCompanyId: null,
  expiresAt: null,
  payoutId: '17f99xApUe472A',
  providerId: null,
  firstAttemptAt: 0,
  callbackUrl: null,
};

/** Has one test for each rule for API clients in the document 'Transaction' of the Djamo Business API. */
describe("the Djamo document, 'Transaction'", () => {
  let server: HttpServer;
  let answer: { status: number; json: unknown };
  let client: DjamoClient;
  let djamo: DjamoConnector;

  beforeEach(async () => {
    answer = { status: 200, json: CREATED };
    server = await listen((response) => response.writeHead(answer.status).end(JSON.stringify(answer.json)));
    const account = { name: 'djamo', baseUrl: server.url, accessToken: 'API_KEY', webhookSecret: 'SECRET_KEY' };
    const options = parseDjamoOptions({ accounts: [account] });
    client = new DjamoClient(options);
    djamo = new DjamoConnector(options, client);
  });
  afterEach(() => server.close());

  /** Returns the received requests, such as `POST /v1/transactions` with its body. */
  const seen = () =>
    server.arrived.map(({ method, url, headers, body }) => ({
      call: `${method} ${url}`,
      headers,
      body: body === '' ? null : JSON.parse(body),
    }));
  const problemsWith = (change: Partial<PayoutDraft>) => djamo.check({ ...instruction, ...change });
  const xof = (minor: number) => ({ amount: { minor, scale: 0, currency: 'XOF' } });
  async function read(json: object) {
    answer.json = json;
    return djamo.lookup({ ...instruction, providerId: 'txn_1' });
  }

  describe("'The transaction object'", () => {
    it("'id': the ID for the transaction, whatever it looks like", async () => {
      expect(await read({ ...RETRIEVED, id: 'not-a-txn' })).toMatchObject({ providerId: 'not-a-txn' });
    });

    it("'totalAmount' is amount + fee: told as Djamo counts it, never counted again", async () => {
      expect(await read({ ...RETRIEVED, fee: 49, totalAmount: 5_051 })).toMatchObject({
        fee: '49',
        totalAmount: '5051',
        echo: { amount: '5000' },
      });
    });

    it("'batchId', 'createdAt', 'updatedAt': told when they are there and readable", async () => {
      const { batchId } = RETRIEVED;
      const createdAt = Date.UTC(2023, 10, 24, 17, 43, 15, 970);
      const providerData = { batchId, createdAt, updatedAt: createdAt + 1_000 };
      expect(await read(RETRIEVED)).toMatchObject({ providerData });
      const silent = { ...RETRIEVED, batchId: 7, createdAt: 'yesterday', updatedAt: null };
      expect(await read(silent)).toMatchObject({ providerData: { batchId: null, createdAt: null, updatedAt: null } });
    });

    it.each([
      ['pending', 'processing'],
      ['completed', 'paid'],
      ['failed', 'failed'],
    ])("'status' can be %s", async (status, fact) => {
      expect(await read({ ...RETRIEVED, status })).toMatchObject({ fact, providerStatus: status });
    });

    it("'one of the following': another word is no word of failure", async () => {
      expect(await read({ ...RETRIEVED, status: 'reversed' })).toMatchObject({ fact: 'unknown' });
    });

    it("'reference' is the one that you indicated: our payout id, in and out", async () => {
      answer = { status: 201, json: CREATED };
      const outcome = await djamo.submit(instruction);
      expect(seen()[0]?.body).toMatchObject({ reference: instruction.payoutId });
      expect(outcome).toMatchObject({ observation: { echo: { reference: instruction.payoutId } } });
    });

    it("'createdAt' is a timestamp: it places the transaction in a statement", async () => {
      answer.json = { data: [CREATED, RETRIEVED], cursor: { next: null } };
      const since = Date.UTC(2023, 10, 24);
      const lines = [];
      for await (const line of djamo.statement('djamo', since, Date.now())) lines.push(line);
      expect(lines).toEqual([
        { observation: expect.objectContaining({ providerId: RETRIEVED.id }), createdAt: since + 63_795_970 },
      ]);
    });
  });

  describe("'Sending money to one Djamo client'", () => {
    it("is POST /v1/transactions with the table's parameters and the sample's description", async () => {
      answer = { status: 201, json: CREATED };
      await djamo.submit(instruction);
      const { description, reference } = CREATED;
      expect(seen()).toEqual([
        {
          call: 'POST /v1/transactions',
          headers: expect.objectContaining({ authorization: 'Bearer API_KEY', 'content-type': 'application/json' }),
          body: { amount: 500_000, msisdn: '+2250701020300', reference, type: 'transfer', description },
        },
      ]);
    });

    it("'amount' should be in the range of 5.000 - 500.000, a dot between the thousands", () => {
      for (const amount of [5_000, 500_000]) expect(problemsWith(xof(amount))).toEqual([]);
      for (const amount of [4_999, 500_001]) expect(problemsWith(xof(amount))).toMatchObject([{ field: 'amount' }]);
    });

    it("'msisdn' is a phone number", () => {
      for (const value of ['0701020300', '2250701020300', '+22507XXXXXX00', 'ada@example.com']) {
        const problems = problemsWith({ recipient: { kind: 'msisdn', value } });
        expect(problems).toMatchObject([{ field: 'recipient.msisdn' }]);
      }
    });

    it('answers the transaction, pending: accepted and not paid', async () => {
      answer = { status: 201, json: CREATED };
      expect(await djamo.submit(instruction)).toMatchObject({
        kind: 'accepted',
        observation: {
          fact: 'processing',
          providerId: CREATED.id,
          echo: { amount: '500000', recipient: '+22507XXXXXX00' },
          fee: '5000',
          totalAmount: '505000',
        },
      });
    });

    it('says nowhere that a reference is unique: nothing is sent twice because of it', () => {
      expect(djamo.accounts[0]).toMatchObject({ safety: { dedupe: 'unverified' }, resendAfterAbsence: false });
    });
  });

  describe("'Sending money to multiple Djamo clients'", () => {
    const { msisdn, amount, reference, description } = CREATED;

    it("is POST /v1/transactions/batch with a list of single transactions' parameters, without a type", async () => {
      const transactions = [{ msisdn, amount, reference, description }];
      await client.createBatch('djamo', transactions);
      expect(seen()).toMatchObject([{ call: 'POST /v1/transactions/batch', body: { transactions } }]);
    });

    it("is 'only available for transactions with type transfer'", async () => {
      await client.createBatch('djamo', [{ msisdn, amount, reference, type: 'transfer' }]);
      expect(seen()[0]?.body).toMatchObject({ transactions: [{ type: 'transfer' }] });
    });

    it("'you will receive a JSON representing the batch object', as it came, with its sums that do not add up", async () => {
      answer = { status: 201, json: BATCH };
      const { json } = await client.createBatch('djamo', [{ msisdn, amount, reference }]);
      expect([json?.id, json?.totalAmount, json?.transactions?.[0]?.amount]).toEqual([BATCH.id, 8_300, 500_000]);
    });
  });

  describe("'Retrieving details about a transaction'", () => {
    it('is GET /v1/transactions/<id>', async () => {
      await djamo.lookup({ ...instruction, providerId: RETRIEVED.id });
      expect(seen()).toMatchObject([{ call: `GET /v1/transactions/${RETRIEVED.id}` }]);
    });

    it('answers the failureReason, null unless it failed', async () => {
      expect(await read(RETRIEVED)).toMatchObject({ fact: 'paid', failureReason: null });
      const failed = { ...RETRIEVED, status: 'failed', failureReason: 'SIM_X' };
      expect(await read(failed)).toMatchObject({ fact: 'failed', failureReason: 'SIM_X' });
    });

    it("'you can alternatively use webhooks': they only name what to read", () => {
      const rawBody = Buffer.from(JSON.stringify({ topic: 'transactions/completed', data: RETRIEVED }));
      const headers = { 'x-djamo-hmac-sha256': createHmac('sha256', 'SECRET_KEY').update(rawBody).digest('base64') };
      const callback = { account: 'djamo', headers, query: {}, rawBody };
      const accepted = { kind: 'accepted', payoutId: RETRIEVED.reference, failureReason: null };
      expect(djamo.callbacks.authenticate(callback)).toEqual(accepted);
    });

    it("'the list of transactions' is read where there is no id", async () => {
      answer.json = { data: [], cursor: { next: null } };
      expect(await djamo.lookup(instruction)).toBe('absent');
      expect(seen()).toMatchObject([{ call: 'GET /v1/transactions?reference=17f99xApUe472A' }]);
    });
  });

  describe("'Check customer'", () => {
    const check = (subCompanyId: string | null) => djamo.checkRecipient('djamo', instruction.recipient, subCompanyId);

    it('is GET /v1/transactions/customers/check with the msisdn, and the sub company where there is one', async () => {
      answer.json = { status: 'complete' };
      await check(null);
      await check('subco_1');
      const path = 'GET /v1/transactions/customers/check?msisdn=%2B2250701020300';
      expect(seen().map(({ call }) => call)).toEqual([path, `${path}&subCompanyId=subco_1`]);
    });

    it.each([
      'awaiting_data',
      'awaiting_approval',
      'age_rejected',
      'expired_document_date',
      'rejected',
      'unverified',
      'suspected',
    ])("'any other status indicates that there is a problem': %s", async (status) => {
      answer.json = { status };
      expect(await check(null)).toEqual({ kycStatus: status, payable: false });
    });

    it("'the complete status is the only one that indicates that the client has been validated'", async () => {
      answer.json = { status: 'complete' };
      expect(await check(null)).toEqual({ kycStatus: 'complete', payable: true });
    });
  });
});
