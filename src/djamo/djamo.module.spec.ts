import { HttpModule, HttpService } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { closedPort } from '../../test/support/http-server.js';
import { DjamoClient } from './djamo.client.js';
import { DjamoConnector } from './djamo.connector.js';
import { DjamoModule } from './djamo.module.js';
import { DjamoOptionsError } from './djamo.options.js';

const account = { name: 'djamo', baseUrl: 'https://api-civ.djamo.com', accessToken: 'at_1' };

@Module({ imports: [HttpModule] })
class Host {
  constructor(readonly http: HttpService) {}
}

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

  it("sends past the interceptors of the host's own HttpModule, which might repeat a POST", async () => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}`;
    const ours = DjamoModule.forRoot({ accounts: [{ ...account, baseUrl }] });
    const app = await Test.createTestingModule({ imports: [Host, ours] }).compile();
    let seen = 0;
    app.get(Host).http.axiosRef.interceptors.request.use((config) => {
      seen += 1;
      return config;
    });
    await expect(app.get(DjamoClient).getBalance('djamo')).rejects.toThrow('no connection');
    expect(seen).toBe(0);
    await app.close();
  });

  it('does not start with bad options', async () => {
    const imports = [DjamoModule.forRoot({ accounts: [{ ...account, baseUrl: 'http://api-civ.djamo.com' }] })];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(DjamoOptionsError);
  });
});
