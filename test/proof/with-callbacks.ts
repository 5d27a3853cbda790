import { DJAMO_SANDBOX_DEFAULTS } from '../../src/sandbox/djamo/djamo-sandbox.js';
import { freePort } from '../support/mariadb-server.js';

/** What callbacks of both providers need to reach the service. */
export async function withCallbacks(): Promise<Record<string, string>> {
  const PORT = String(await freePort());
  return {
    PORT,
    PUBLIC_URL: `http://127.0.0.1:${PORT}`,
    CALLBACK_KEYS: 'k1:a-callback-key-of-the-proof',
    DJAMO_WEBHOOK_SECRET: DJAMO_SANDBOX_DEFAULTS.webhookSecret,
  };
}
