import { chromiumBinary } from './chromium.ts';
import { mariadbBinary, startMariadb } from './mariadb-server.ts';

/** Says what is left out. One throw-away MariaDB for all tests: where there is none, everything still runs on SQLite. */
export default async function globalSetup(): Promise<void> {
  lookForChromium();
  const binary = mariadbBinary();
  if (binary === null) {
    if (process.env.REQUIRE_MARIADB === 'true') throw new Error('mariadbd is not installed, and REQUIRE_MARIADB=true');
    process.stderr.write(
      '\n*** mariadbd is not installed: THE TESTS ON MARIADB ARE LEFT OUT, only SQLite is tested ***\n\n',
    );
    return;
  }
  const server = await startMariadb(binary);
  process.env.TEST_MARIADB_URL = server.url;
  (globalThis as { mariadb?: typeof server }).mariadb = server;
}

function lookForChromium(): void {
  if (chromiumBinary() !== null) return;
  if (process.env.REQUIRE_CHROMIUM === 'true') throw new Error('chromium is not installed, and REQUIRE_CHROMIUM=true');
  process.stderr.write('\n*** chromium is not installed: THE TESTS OF THE CONSOLE IN A BROWSER ARE LEFT OUT ***\n\n');
}
