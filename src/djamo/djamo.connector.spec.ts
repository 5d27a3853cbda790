import { type Instruction, ProviderReadError } from '../common/payout-connector.js';
import type { ProviderReply } from '../common/provider-http.js';
import type { CreateTransaction, DjamoClient } from './djamo.client.js';
import { DjamoConnector } from './djamo.connector.js';
import { parseDjamoOptions } from './djamo.options.js';

const options = parseDjamoOptions({
  accounts: [
    { name: 'ci', baseUrl: 'https://ci.example', accessToken: 'at_1' },
    {
      name: 'sn',
      baseUrl: 'https://sn.example/',
      accessToken: 'at_2',
      companyId: 'comp_1',
      webhookSecret: 's',
      country: 'SN',
      minAmount: 100,
      requireApproval: true,
      resend: 'after-absence',
    },
  ],
});

const instruction: Instruction = {
  account: 'ci',
  amount: { minor: 5_000, scale: 0, currency: 'XOF' },
  recipient: { kind: 'msisdn', value: '+2250701020304' },
  name: null,
  description: null,
  subCompanyId: null,
  expiresAt: null,
  payoutId: 'R1',
  providerId: null,
  firstAttemptAt: 0,
  callbackUrl: null,
};
const transaction = { id: 'txn_1', reference: 'R1', status: 'pending', amount: 5_000, msisdn: '+22507XXXXXX04' };

/** Returns a connector for which Djamo answers every request in the same way, and the requests that it sent. */
function connector(json: unknown, status = 200) {
  const sent: CreateTransaction[] = [];
  const reply = async (): Promise<ProviderReply> => ({ status, json, page: false, retryAfterMs: null });
  const createTransaction = async (_: string, body: CreateTransaction) => {
    sent.push(body);
    return reply();
  };
  const client = {
    createTransaction,
    getTransaction: reply,
    listTransactions: reply,
    checkCustomer: reply,
    getBalance: reply,
  };
  return { sent, connector: new DjamoConnector(options, client as unknown as DjamoClient) };
}

describe('DjamoConnector', () => {
  it('describes its accounts', () => {
    expect(connector({}).connector.accounts).toEqual([
      expect.objectContaining({
        name: 'ci',
        scope: 'https://ci.example|',
        country: null,
        limits: { min: 5_000, max: 500_000 },
        safety: { dedupe: 'unverified', lookup: 'by-reference', callbackAuth: 'none', returnsAfterPaid: false },
        resendAfterAbsence: false,
      }),
      expect.objectContaining({
        name: 'sn',
        scope: 'https://sn.example|comp_1',
        country: 'SN',
        limits: { min: 100, max: 500_000 },
        safety: { dedupe: 'unverified', lookup: 'by-reference', callbackAuth: 'hmac', returnsAfterPaid: false },
        requireApproval: true,
        resendAfterAbsence: true,
      }),
    ]);
  });

  it('sends what is set and nothing else', async () => {
    const { connector: djamo, sent } = connector(transaction, 201);
    await djamo.submit(instruction);
    await djamo.submit({ ...instruction, description: 'Prime', subCompanyId: 'subco_1' });
    const always = { amount: 5_000, msisdn: '+2250701020304', reference: 'R1', type: 'transfer' };
    expect(sent).toEqual([always, { ...always, description: 'Prime', subCompanyId: 'subco_1' }]);
  });

  it('sends no amount that is not whole', async () => {
    const { connector: djamo, sent } = connector(transaction, 201);
    const submit = (minor: number, scale: number) =>
      djamo.submit({ ...instruction, amount: { minor, scale, currency: 'XOF' } });
    await expect(submit(500_000, 2)).rejects.toThrow(RangeError);
    await expect(submit(0.5, 0)).rejects.toThrow(RangeError);
    expect(sent).toEqual([]);
  });

  it('reads leniently', async () => {
    const json = {
      ...transaction,
      amount: '5000',
      fee: 50.5,
      totalAmount: null,
      createdAt: 7,
      status: { id: 'failed' },
      failureReason: 'SIM\u0000_X',
      more: [],
    };
    expect(await connector(json, 201).connector.submit(instruction)).toMatchObject({
      kind: 'accepted',
      observation: {
        fact: 'failed',
        providerStatus: 'failed',
        providerId: 'txn_1',
        echo: { reference: 'R1', amount: '5000', currency: null, recipient: '+22507XXXXXX04' },
        fee: '50.5',
        totalAmount: null,
        failureReason: 'SIM _X',
      },
    });
  });

  it('is accepted with the id alone, and with the reference of somebody else as told', async () => {
    const accepted = await connector({ id: 'txn_1' }, 201).connector.submit(instruction);
    expect(accepted).toMatchObject({ kind: 'accepted', observation: { fact: 'unknown', providerStatus: '' } });
    const other = await connector({ ...transaction, reference: 'R2' }, 201).connector.submit(instruction);
    expect(other).toMatchObject({ kind: 'accepted', observation: { echo: { reference: 'R2' } } });
  });

  it.each([{ statusCode: 201 }, { id: 7 }, { id: '' }, { id: 'x'.repeat(256) }, { data: transaction }, [transaction]])(
    'is unknown after a 201 with %j',
    async (json) => {
      expect(await connector(json, 201).connector.submit(instruction)).toMatchObject({ kind: 'unknown' });
    },
  );

  it("takes only JSON with a statusCode for Djamo's own refusal", async () => {
    const message = ['amount too low'];
    const refused = await connector({ statusCode: 400, message }, 400).connector.submit(instruction);
    expect(refused).toMatchObject({ kind: 'refused', providerReason: 'amount too low' });
    for (const json of [
      { message },
      { statusCode: '400' },
      { statusCode: 403 },
      [{ statusCode: 400 }],
      undefined,
      '',
    ]) {
      expect(await connector(json, 400).connector.submit(instruction)).toMatchObject({ kind: 'unknown' });
    }
  });

  it('tells two transactions with one reference', async () => {
    const twice = { data: [transaction, { ...transaction, id: 'txn_2' }, transaction], cursor: { next: null } };
    expect(await connector(twice).connector.lookup(instruction)).toMatchObject({
      providerId: 'txn_1',
      duplicated: true,
    });
    const once = { data: [transaction, transaction], cursor: { next: null } };
    expect(await connector(once).connector.lookup(instruction)).toMatchObject({ duplicated: false });
  });

  it.each([
    { ...transaction, id: 7 },
    { ...transaction, status: null },
  ])('reads %j again', async (json) => {
    await expect(connector([json]).connector.lookup(instruction)).rejects.toThrow(ProviderReadError);
    const byId = connector(json).connector.lookup({ ...instruction, providerId: 'txn_1' });
    await expect(byId).rejects.toThrow(ProviderReadError);
  });

  it('is absent by id only when Djamo itself says so', async () => {
    const bound = { ...instruction, providerId: 'txn_1' };
    expect(await connector({ statusCode: 404 }, 404).connector.lookup(bound)).toBe('absent');
    await expect(connector('<html>', 404).connector.lookup(bound)).rejects.toThrow(ProviderReadError);
  });

  it('finds nothing, not even an absence, on an account that is not configured', async () => {
    const { connector: djamo } = connector([]);
    await expect(djamo.lookup({ ...instruction, account: 'nobody' })).rejects.toThrow('nobody');
    await expect(djamo.registerCallbacks('nobody', 'https://cauri.example.com/')).rejects.toThrow('nobody');
  });

  it.each<[string, unknown, number, unknown]>([
    ['complete', { status: 'complete' }, 200, { kycStatus: 'complete', payable: true }],
    ['suspected', { status: 'suspected' }, 200, { kycStatus: 'suspected', payable: false }],
    ['no client of Djamo', { statusCode: 404 }, 404, { kycStatus: null, payable: false }],
  ])('checks a recipient: %s', async (_, json, status, check) => {
    expect(await connector(json, status).connector.checkRecipient('ci', instruction.recipient, null)).toEqual(check);
  });

  it('tells the balance', async () => {
    expect(await connector({ balance: 1_000 }).connector.balance('ci')).toEqual({ amount: '1000', currency: 'XOF' });
    expect(await connector({ balance: -250 }).connector.balance('ci')).toEqual({ amount: '-250', currency: 'XOF' });
  });

  it.each<[unknown, number]>([
    [{}, 200],
    [undefined, 200],
    [{ statusCode: 500, status: 'complete', balance: 1 }, 500],
    ['<html>', 404],
  ])('neither checks nor counts with %j, %i', async (json, status) => {
    const { connector: djamo } = connector(json, status);
    await expect(djamo.checkRecipient('ci', instruction.recipient, null)).rejects.toThrow(ProviderReadError);
    await expect(djamo.balance('ci')).rejects.toThrow(ProviderReadError);
  });
});
