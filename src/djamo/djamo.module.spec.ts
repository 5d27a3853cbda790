import { Test } from '@nestjs/testing';
import { DjamoClient } from './djamo.client.js';
import { DjamoConnector } from './djamo.connector.js';
import { DjamoModule } from './djamo.module.js';
import { DjamoOptionsError } from './djamo.options.js';

const account = { name: 'djamo', baseUrl: 'https://api-civ.djamo.com', accessToken: 'at_1' };

describe('DjamoModule', () => {
  it.each([
    ['forRoot', () => DjamoModule.forRoot({ accounts: [account] })],
    ['forRootAsync', () => DjamoModule.forRootAsync({ useFactory: async () => ({ accounts: [account] }) })],
  ])('offers the client and the connector by %s', async (_, imported) => {
    const app = await Test.createTestingModule({ imports: [imported()] }).compile();
    expect(app.get(DjamoClient)).toBeInstanceOf(DjamoClient);
    expect(app.get(DjamoConnector).accounts.map(({ name }) => name)).toEqual(['djamo']);
    await app.close();
  });

  it('does not start with bad options', async () => {
    const imports = [DjamoModule.forRoot({ accounts: [{ ...account, baseUrl: 'http://api-civ.djamo.com' }] })];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(DjamoOptionsError);
  });
});
