import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from './fresh-database.js';
import { freePort, LOOPBACK } from './ports.js';
import { readPorts } from './sandbox-ports.js';

describe('the ports of the sandbox', () => {
  async function variables() {
    const [PORT, DJAMO_SANDBOX_PORT, JUMIA_SANDBOX_PORT] = await Promise.all([freePort(), freePort(), freePort()]);
    return {
      PORT: String(PORT),
      DJAMO_SANDBOX_PORT: String(DJAMO_SANDBOX_PORT),
      JUMIA_SANDBOX_PORT: String(JUMIA_SANDBOX_PORT),
    };
  }

  it('come from the environment', async () => {
    const chosen = await variables();
    expect(await readPorts(chosen)).toEqual({
      service: Number(chosen.PORT),
      djamo: Number(chosen.DJAMO_SANDBOX_PORT),
      'jumia-credits': Number(chosen.JUMIA_SANDBOX_PORT),
    });
  });

  it('are refused when taken, each by its name', async () => {
    const chosen = await variables();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(Number(chosen.DJAMO_SANDBOX_PORT), LOOPBACK, resolve));
    await expect(readPorts(chosen)).rejects.toThrow(
      `DJAMO_SANDBOX_PORT: port ${chosen.DJAMO_SANDBOX_PORT} is taken by another program; set another one`,
    );
    await new Promise((resolve) => server.close(resolve));
  });

  it('are refused when they are none, or the same', async () => {
    const chosen = await variables();
    await expect(readPorts({ ...chosen, PORT: 'http' })).rejects.toThrow('PORT: must be a port from 1 to 65535');
    await expect(readPorts({ ...chosen, JUMIA_SANDBOX_PORT: chosen.PORT })).rejects.toThrow(
      `JUMIA_SANDBOX_PORT: port ${chosen.PORT} is the one of PORT, too`,
    );
  });
});

describe('a fresh database', () => {
  it('takes everything of the old one, and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cauri-fresh-'));
    const own = ['sandbox.db', 'sandbox.db-wal', 'sandbox.db-shm', 'sandbox.db.worker.lock'];
    for (const name of [...own, 'cauri.db', 'sandbox.dbx']) writeFileSync(join(folder, name), '');
    freshDatabase(join(folder, 'sandbox.db'));
    expect(readdirSync(folder).sort()).toEqual(['cauri.db', 'sandbox.dbx']);
    rmSync(folder, { recursive: true });
  });
});
