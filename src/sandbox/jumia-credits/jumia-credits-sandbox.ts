import type { RunningSandbox } from '../http.js';
import { DEFAULT_SETTINGS } from '../provider.js';
import { type ListenOptions, startSandbox } from '../start-sandbox.js';
import { type JumiaCreditsAccount, JumiaCreditsProvider } from './jumia-credits-provider.js';
import type { JumiaCreditsSettings } from './jumia-credits-store.js';

/** Default settings of the JumiaPay sandbox, and the credentials and wallets that it accepts. */
export const JUMIA_CREDITS_SANDBOX_DEFAULTS = {
  ...DEFAULT_SETTINGS,
  apiKey: 'sandbox-api-key',
  businessArea: '01234567-abcd-0000-1111-abc123456789',
  creditWalletAccountId: 'AAE2wHesP7tcrYrrLccZss_XJq8FEucQsj-k_I4o2PDvwR7X2',
  nairaWalletAccountId: 'AAE2wHesP7tcrYrrLccZss_naira',
  currency: 'XOF',
  cancelFails: false,
  expiryFails: false,
  recoverAfterMs: 5000,
};

/** Where the sandbox listens, its initial settings and what it accepts. What is left out has its default. */
export type JumiaCreditsSandboxOptions = ListenOptions & Partial<JumiaCreditsSettings & JumiaCreditsAccount>;

/**
 * Starts a simulated JumiaPay Credits on this machine. Its paths begin with `/b2ccredits/api/v1`. By default it listens
 * on a free port and accepts the API key `sandbox-api-key`.
 * @throws if the port cannot be used
 */
export function startJumiaCreditsSandbox(options: JumiaCreditsSandboxOptions = {}): Promise<RunningSandbox> {
  const { port, host, ...chosen } = options;
  const { apiKey, businessArea, creditWalletAccountId, nairaWalletAccountId, ...settings } = {
    ...JUMIA_CREDITS_SANDBOX_DEFAULTS,
    ...chosen,
  };
  const account = { apiKey, businessArea, creditWalletAccountId, nairaWalletAccountId };
  return startSandbox(
    { ...(port && { port }), ...(host && { host }) },
    settings,
    (world) => new JumiaCreditsProvider(world, account),
  );
}
