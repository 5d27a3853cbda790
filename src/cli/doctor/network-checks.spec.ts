import { once } from 'node:events';
import { createServer, type Server } from 'node:tls';
import { SELF_SIGNED } from '../../../test/support/self-signed.js';
import { checkNetwork } from './network-checks.js';

const tls = jest.requireActual<typeof import('node:tls')>('node:tls');
const dns = jest.requireActual<typeof import('node:dns/promises')>('node:dns/promises');

describe('what doctor says about the way to a provider', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer(SELF_SIGNED, (socket) => socket.on('error', () => undefined));
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });
  beforeEach(() => {
    jest.spyOn(dns, 'resolve6').mockRejectedValue(new Error('no address'));
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const check = (baseUrl = `https://localhost:${port}/api`, proxy: string | null = null) =>
    checkNetwork({ account: 'djamo', baseUrl }, proxy);

  it('a certificate that nobody vouches for fails', async () => {
    expect(await check()).toMatchObject([{ check: 'tls', account: 'djamo', status: 'failed' }]);
  });

  it.each(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'a certificate with %s fails',
    async (code) => {
      const { connect } = tls;
      jest.spyOn(tls, 'connect').mockImplementation(((options: object) => {
        const socket = connect({ ...options, rejectUnauthorized: false });
        process.nextTick(() => socket.destroy(Object.assign(new Error('not trusted'), { code })));
        return socket;
      }) as typeof connect);
      expect(await check()).toMatchObject([{ check: 'tls', status: 'failed', message: `${code}: not trusted` }]);
    },
  );

  it('a certificate that is trusted has so many days left', async () => {
    const { connect } = tls;
    jest
      .spyOn(tls, 'connect')
      .mockImplementation(((options: object, connected: () => void) =>
        connect({ ...options, ca: SELF_SIGNED.cert }, connected)) as typeof connect);
    const [finding] = await check();
    expect(finding).toMatchObject({ check: 'tls', status: 'ok' });
    expect(Number(/valid for (\d+) more days/.exec(finding?.message ?? '')?.[1])).toBeGreaterThan(14);
  });

  it('a server that is away is left to the check of the provider, and http has no certificate', async () => {
    expect(await check('https://127.0.0.1:9/api')).toEqual([]);
    expect(await check(`http://127.0.0.1:${port}/api`)).toEqual([]);
  });

  // The address stands for one of IPv6, which a machine that runs the tests need not have.
  it.each([
    ['it is reached by IPv6', '127.0.0.1', 'ok'],
    ['nothing gets there', '127.0.0.2', 'hint'],
  ])('an address of IPv6: %s', async (_, address, status) => {
    jest.spyOn(dns, 'resolve6').mockResolvedValue([address] as never);
    expect(await check(`http://localhost:${port}/api`)).toMatchObject([{ check: 'ipv6', account: 'djamo', status }]);
  });

  it('behind a proxy neither is looked at', async () => {
    expect(await check(undefined, 'http://proxy:3128')).toMatchObject([{ check: 'network', status: 'hint' }]);
  });
});
