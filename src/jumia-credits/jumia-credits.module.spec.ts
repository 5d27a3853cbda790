import { Test } from '@nestjs/testing';
import { JumiaCreditsClient } from './jumia-credits.client.js';
import { JumiaCreditsConnector } from './jumia-credits.connector.js';
import { JumiaCreditsModule } from './jumia-credits.module.js';
import { JumiaCreditsOptionsError } from './jumia-credits.options.js';

const account = {
  name: 'jumia-ci',
  baseUrl: 'https://api-pay.jumia.ci/b2ccredits',
  apiKey: 'key',
  businessArea: 'area',
  walletAccountId: 'wallet',
  currency: 'XOF',
};

describe('JumiaCreditsModule', () => {
  it.each([
    ['forRoot', () => JumiaCreditsModule.forRoot({ accounts: [account] })],
    ['forRootAsync', () => JumiaCreditsModule.forRootAsync({ useFactory: async () => ({ accounts: [account] }) })],
  ])('offers the client and the connector by %s', async (_, imported) => {
    const app = await Test.createTestingModule({ imports: [imported()] }).compile();
    expect(app.get(JumiaCreditsClient)).toBeInstanceOf(JumiaCreditsClient);
    expect(app.get(JumiaCreditsConnector).accounts.map(({ name }) => name)).toEqual(['jumia-ci']);
    await app.close();
  });

  it('does not start with bad options', async () => {
    const imports = [
      JumiaCreditsModule.forRoot({ accounts: [{ ...account, baseUrl: 'http://api-pay.jumia.ci/b2ccredits' }] }),
    ];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(JumiaCreditsOptionsError);
  });
});
