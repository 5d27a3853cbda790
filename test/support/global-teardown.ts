import type { MariadbServer } from './mariadb-server.ts';

export default async function globalTeardown(): Promise<void> {
  await (globalThis as { mariadb?: MariadbServer }).mariadb?.stop();
}
