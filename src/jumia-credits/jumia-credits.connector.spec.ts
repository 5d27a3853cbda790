import { type Instruction, ProviderReadError } from '../common/payout-connector.js';
import type { ProviderReply } from '../common/provider-http.js';
import type { CreateCredit, JumiaCreditsClient } from './jumia-credits.client.js';
import { JumiaCreditsConnector } from './jumia-credits.connector.js';
import { parseJumiaCreditsOptions } from './jumia-credits.options.js';

const options = parseJumiaCreditsOptions({
  accounts: [
    {
      name: 'ng',
      baseUrl: 'https://ng.example/b2ccredits/',
      apiKey: 'key',
      businessArea: 'area',
      walletAccountId: 'wallet',
      currency: 'NGN',
      defaultName: 'Voucher',
    },
  ],
});

const instruction: Instruction = {
  account: 'ng',
  amount: { minor: 10_000, scale: 2, currency: 'NGN' },
  recipient: { kind: 'email', value: 'awa@example.com' },
  name: 'Credit 123',
  description: null,
  subCompanyId: null,
  expiresAt: null,
  payoutId: 'R1',
  providerId: null,
  firstAttemptAt: 0,
  callbackUrl: null,
};
const credit = {
  uuid: 'u1',
  partner_credit_id: 'R1',
  amount: { value: 100, currency: 'NGN', symbol: 'NGN', formatted_value: 'NGN 7' },
  usage: { value: 5.5, currency: 'NGN' },
  customer_email: 'awa@example.com',
  status: { id: 'delivered', label: 'Delivered' },
  created: {},
  cancelled: null,
};

/** Returns a connector for which JumiaPay answers every request in the same way, and the requests that it sent. */
function connector(json: unknown, status = 200, page = false) {
  const sent: CreateCredit[] = [];
  const reply = async (): Promise<ProviderReply> => ({ status, json, page, retryAfterMs: 3_000 });
  const createCredit = async (_: string, body: CreateCredit) => {
    sent.push(body);
    return reply();
  };
  const cancelled: string[] = [];
  const cancelCredit = async (_: string, uuid: string) => {
    cancelled.push(uuid);
    return reply();
  };
  const client = { createCredit, getCreditByPartnerId: reply, cancelCredit };
  return { sent, cancelled, connector: new JumiaCreditsConnector(options, client as unknown as JumiaCreditsClient) };
}

describe('JumiaCreditsConnector', () => {
  it('describes its accounts', () => {
    expect(connector({}).connector.accounts).toEqual([
      {
        name: 'ng',
        provider: 'jumia-credits',
        scope: 'https://ng.example/b2ccredits|area|wallet',
        country: null,
        currencies: [{ code: 'NGN', scale: 2 }],
        recipientKind: 'email',
        limits: { min: null, max: null },
        safety: {
          dedupe: 'by-reference',
          lookup: 'by-reference',
          callbackAuth: 'capability-url',
          returnsAfterPaid: true,
        },
        requireApproval: false,
        requireVerifiedRecipient: false,
        resendAfterAbsence: false,
        policy: {
          approvers: 0,
          approvalAbove: null,
          dailyLimit: null,
          lowBalance: null,
          holdOnShortfall: true,
          timeZone: 'Africa/Lagos',
        },
      },
    ]);
  });

  it("fills in the account's defaults", () => {
    const { connector: jumia } = connector({});
    expect(jumia.withDefaults({ ...instruction, name: null })).toMatchObject({
      name: 'Voucher',
      description: 'Voucher',
    });
    const elsewhere = { ...instruction, account: 'nobody', name: null };
    expect(jumia.withDefaults(elsewhere)).toBe(elsewhere);
  });

  it('sends what is set and nothing else', async () => {
    const { connector: jumia, sent } = connector(credit, 201);
    await jumia.submit(instruction);
    const optional = {
      description: 'Refund',
      expiresAt: Date.UTC(2027, 2, 27, 23, 59, 59, 999),
      callbackUrl: 'https://cauri.example/v1/callbacks/jumia-credits?c=k.p.m',
    };
    await jumia.submit({ ...instruction, ...optional });
    const always = {
      name: 'Credit 123',
      description: 'Credit 123',
      amount: '100.00',
      currency: 'NGN',
      customer_email: 'awa@example.com',
      partner_credit_id: 'R1',
    };
    const { description, callbackUrl } = optional;
    expect(sent).toEqual([
      always,
      { ...always, description, expiration_date: '2027-03-27T23:59:59Z', callback_url: callbackUrl },
    ]);
  });

  it('sends a whole amount without decimals', async () => {
    const { connector: jumia, sent } = connector(credit, 201);
    await jumia.submit({ ...instruction, amount: { minor: 10, scale: 0, currency: 'XOF' } });
    expect(sent[0]?.amount).toBe('10');
  });

  it('tells the credit as it is told', async () => {
    expect(await connector(credit).connector.lookup(instruction)).toEqual({
      fact: 'paid',
      providerStatus: 'delivered',
      providerId: 'u1',
      echo: { reference: 'R1', amount: '100', currency: 'NGN', recipient: 'awa@example.com' },
      fee: null,
      totalAmount: null,
      usedAmount: '5.5',
      returnReason: null,
      failureReason: null,
      duplicated: false,
    });
  });

  it('reads leniently', async () => {
    const json = {
      uuid: 'u1',
      status: 'expired',
      amount: '100.00',
      usage: null,
      customer_email: 7,
      error_message: 'late',
    };
    expect(await connector(json).connector.lookup(instruction)).toMatchObject({
      fact: 'returned',
      returnReason: 'expired',
      echo: { reference: null, amount: '100.00', currency: null, recipient: null },
      usedAmount: null,
      failureReason: 'late',
    });
  });

  it('is accepted with the uuid alone, and with the reference of somebody else as told', async () => {
    const accepted = await connector({ uuid: 'u1' }, 201).connector.submit(instruction);
    expect(accepted).toMatchObject({ kind: 'accepted', observation: { fact: 'unknown', providerStatus: '' } });
    const other = await connector({ ...credit, partner_credit_id: 'R2' }, 201).connector.submit(instruction);
    expect(other).toMatchObject({ kind: 'accepted', observation: { echo: { reference: 'R2' } } });
  });

  it.each([{ message: 'ok' }, { uuid: 7 }, { uuid: '' }, [credit], undefined])(
    'is unknown after a 201 with %j',
    async (json) => {
      expect(await connector(json, 201).connector.submit(instruction)).toMatchObject({ kind: 'unknown' });
    },
  );

  it("takes a bare status for JumiaPay's own word, and a page for somebody else's", async () => {
    const refused = await connector({ message: 'amount too low' }, 400).connector.submit(instruction);
    expect(refused).toMatchObject({ kind: 'refused', providerReason: 'amount too low' });
    for (const json of [undefined, {}, [], 'no']) {
      expect(await connector(json, 400).connector.submit(instruction)).toMatchObject({
        kind: 'refused',
        providerReason: null,
      });
      expect(await connector(json, 401).connector.submit(instruction)).toMatchObject({ kind: 'account_fault' });
      expect(await connector(json, 400, true).connector.submit(instruction)).toMatchObject({ kind: 'unknown' });
    }
  });

  it('is absent only when JumiaPay itself says so', async () => {
    for (const json of [undefined, {}, [], 'Single credit not found']) {
      expect(await connector(json, 404).connector.lookup(instruction)).toBe('absent');
      await expect(connector(json, 404, true).connector.lookup(instruction)).rejects.toThrow(ProviderReadError);
    }
  });

  it.each<[unknown, number]>([
    [{ ...credit, uuid: null }, 200],
    [{ ...credit, status: null }, 200],
    [[credit], 200],
    [credit, 500],
  ])('reads %j, %i again', async (json, status) => {
    const error = await connector(json, status)
      .connector.lookup(instruction)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProviderReadError);
  });

  it('cancels by the uuid alone, and without one asks nobody', async () => {
    const cancelling = { ...credit, status: { id: 'processing_cancellation', label: '' }, cancelled: {} };
    const { connector: jumia, cancelled } = connector(cancelling);
    await expect(jumia.cancel(instruction)).rejects.toThrow(TypeError);
    expect(cancelled).toEqual([]);
    expect(await jumia.cancel({ ...instruction, providerId: 'u1' })).toMatchObject({
      kind: 'accepted',
      observation: { fact: 'cancelling', usedAmount: '5.5' },
    });
    expect(cancelled).toEqual(['u1']);
  });
});
