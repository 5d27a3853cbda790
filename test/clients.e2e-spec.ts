import 'reflect-metadata';
import { type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type CreateTransaction, DjamoClient } from '../src/djamo/djamo.client.js';
import { DjamoModule } from '../src/djamo/djamo.module.js';
import { JumiaCreditsClient } from '../src/jumia-credits/jumia-credits.client.js';
import { JumiaCreditsModule } from '../src/jumia-credits/jumia-credits.module.js';
import { DJAMO_SANDBOX_DEFAULTS, startDjamoSandbox } from '../src/sandbox/djamo/djamo-sandbox.js';
import type { RunningSandbox } from '../src/sandbox/http.js';
import {
  JUMIA_CREDITS_SANDBOX_DEFAULTS,
  startJumiaCreditsSandbox,
} from '../src/sandbox/jumia-credits/jumia-credits-sandbox.js';

/** A service of some Nest application that has never heard of payouts. */
@Injectable()
class Shop {
  constructor(
    readonly djamo: DjamoClient,
    readonly jumia: JumiaCreditsClient,
  ) {}
}

const settle = (sandbox: RunningSandbox) =>
  fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"advanceMs":60000}',
  });

describe('the clients in a Nest application without PayoutsModule', () => {
  let djamoSandbox: RunningSandbox;
  let jumiaSandbox: RunningSandbox;
  let app: INestApplicationContext;
  let shop: Shop;

  beforeAll(async () => {
    djamoSandbox = await startDjamoSandbox();
    jumiaSandbox = await startJumiaCreditsSandbox();
    const { accessToken } = DJAMO_SANDBOX_DEFAULTS;
    const { apiKey, businessArea, creditWalletAccountId, currency } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
    const credits = { apiKey, businessArea, walletAccountId: creditWalletAccountId, currency };

    @Module({
      imports: [
        DjamoModule.forRoot({ accounts: [{ name: 'ci', baseUrl: djamoSandbox.url, accessToken }] }),
        JumiaCreditsModule.forRootAsync({
          useFactory: async () => ({
            accounts: [{ name: 'vouchers', baseUrl: `${jumiaSandbox.url}/b2ccredits`, ...credits }],
          }),
        }),
      ],
      providers: [Shop],
    })
    class ShopModule {}

    app = await NestFactory.createApplicationContext(ShopModule, { logger: false });
    shop = app.get(Shop);
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([djamoSandbox.close(), jumiaSandbox.close()]);
  });

  describe('DjamoClient', () => {
    const transfer = (reference: string): CreateTransaction => ({
      amount: 5_000,
      msisdn: '+2250701020300',
      reference,
      type: 'transfer',
    });

    it('creates a transaction and gets it, by its id and by its reference', async () => {
      const { status, json } = await shop.djamo.createTransaction('ci', transfer('one'));
      expect([status, json?.status, json?.totalAmount]).toEqual([201, 'pending', 5_050]);
      await settle(djamoSandbox);
      const got = await shop.djamo.getTransaction('ci', json?.id ?? '');
      expect(got).toMatchObject({ status: 200, json: { reference: 'one', status: 'completed', failureReason: null } });
      const found = await shop.djamo.listTransactions('ci', { reference: 'one' });
      expect(found.json?.data?.map(({ id }) => id)).toEqual([json?.id]);
    });

    it('creates a batch', async () => {
      const transactions = ['two', 'three'].map((reference) => transfer(reference));
      const { status, json } = await shop.djamo.createBatch('ci', transactions);
      expect(status).toBe(201);
      expect(json).toMatchObject({ id: expect.stringMatching(/^bat_/), totalAmount: 10_000, totalFee: 100 });
      expect(json?.transactions?.map(({ reference }) => reference)).toEqual(['two', 'three']);
    });

    it('lists transactions page by page', async () => {
      for (let count = 0; count < 16; count += 1) await shop.djamo.createTransaction('ci', transfer(`page-${count}`));
      const first = await shop.djamo.listTransactions('ci');
      const cursor = first.json?.cursor?.next ?? undefined;
      expect(cursor).toEqual(expect.any(String));
      const second = await shop.djamo.listTransactions('ci', { cursor });
      const references = [first, second].flatMap(({ json }) => json?.data?.map(({ reference }) => reference));
      expect(first.json?.data).toHaveLength(15);
      expect(new Set(references).size).toBe(references.length);
      expect(references).toContain('page-0');
    });

    it('checks a customer and reads the balance', async () => {
      const complete = await shop.djamo.checkCustomer('ci', { msisdn: '+2250701020300' });
      expect(complete).toMatchObject({ status: 200, json: { status: 'complete' } });
      const suspected = await shop.djamo.checkCustomer('ci', { msisdn: '+2250701020357' });
      expect(suspected.json?.status).toBe('suspected');
      const { json } = await shop.djamo.getBalance('ci');
      expect(json).toEqual({ balance: expect.any(Number), currency: 'XOF' });
    });

    it('creates a webhook, gets it and lists it, told again in the singular', async () => {
      const url = 'https://shop.example.com/djamo';
      const { status, json } = await shop.djamo.createWebhook('ci', { topic: 'transactions/completed', url });
      expect(status).toBe(201);
      const webhook = { id: json?.id, topic: 'transaction/completed', url };
      expect((await shop.djamo.getWebhook('ci', json?.id ?? '')).json).toMatchObject(webhook);
      expect((await shop.djamo.listWebhooks('ci')).json?.data).toEqual([expect.objectContaining(webhook)]);
    });

    it('creates a sub-company, gets it, lists it and makes it inactive', async () => {
      const fields = { name: 'Awa SARL', logoUrl: 'https://awa.example.com/logo.png' };
      const { status, json } = await shop.djamo.createSubCompany('ci', fields);
      const id = json?.id ?? '';
      expect([status, json?.isActive]).toEqual([201, true]);
      expect((await shop.djamo.getSubCompany('ci', id)).json).toMatchObject({ id, ...fields, isActive: true });
      const changed = await shop.djamo.updateSubCompany('ci', id, { isActive: false });
      expect(changed).toMatchObject({ status: 200, json: { id, ...fields, isActive: false } });
      expect((await shop.djamo.listSubCompanies('ci')).json?.data).toEqual([
        expect.objectContaining({ id, ...fields, isActive: false }),
      ]);
    });

    it('passes on a refusal in the words of Djamo', async () => {
      const refused = await shop.djamo.createTransaction('ci', { ...transfer('low'), amount: 4_999 });
      expect(refused).toMatchObject({ status: 400, json: { statusCode: 400, message: [expect.any(String)] } });
      expect((await shop.djamo.getTransaction('ci', 'txn_unknown')).status).toBe(404);
      expect((await shop.djamo.createTransaction('ci', transfer('one'))).json?.statusCode).toBe(409);
    });
  });

  describe('JumiaCreditsClient', () => {
    const credit = (partner_credit_id: string) => ({
      name: 'Voucher',
      description: 'For a returned order',
      amount: '10',
      currency: 'XOF',
      customer_email: 'awa@example.com',
      partner_credit_id,
    });

    it('creates a credit, gets it by both ids and cancels it', async () => {
      const { status, json } = await shop.jumia.createCredit('vouchers', credit('v1'));
      const uuid = json?.uuid ?? '';
      expect([status, json?.status?.id]).toEqual([201, 'processing_delivery']);
      await settle(jumiaSandbox);
      expect((await shop.jumia.getCredit('vouchers', uuid)).json?.status?.id).toBe('delivered');
      const cancelled = await shop.jumia.cancelCredit('vouchers', uuid);
      expect(cancelled).toMatchObject({ status: 200, json: { uuid, status: { id: 'processing_cancellation' } } });
      await settle(jumiaSandbox);
      const found = await shop.jumia.getCreditByPartnerId('vouchers', 'v1');
      expect(found).toMatchObject({ status: 200, json: { uuid, status: { id: 'cancelled' }, usage: { value: 0 } } });
    });

    it('passes on what JumiaPay refuses and does not find', async () => {
      const { json } = await shop.jumia.createCredit('vouchers', credit('v2'));
      expect((await shop.jumia.cancelCredit('vouchers', json?.uuid ?? '')).status).toBe(400);
      expect((await shop.jumia.createCredit('vouchers', { ...credit('v3'), amount: '10.5' })).status).toBe(400);
      expect((await shop.jumia.getCreditByPartnerId('vouchers', 'nobody')).status).toBe(404);
    });
  });
});
