import type { RunningSandbox } from '../http.js';
import { DEFAULT_SETTINGS } from '../provider.js';
import { type ListenOptions, startSandbox } from '../start-sandbox.js';
import { DjamoProvider } from './djamo-provider.js';
import type { DjamoSettings } from './djamo-settings.js';

/** Default settings of the Djamo sandbox, and the token that it accepts. */
export const DJAMO_SANDBOX_DEFAULTS = {
  ...DEFAULT_SETTINGS,
  accessToken: 'at_sandbox',
  minAmount: 5_000,
  maxAmount: 500_000,
  feeBasisPoints: 100,
  balance: 1_000_000_000_000,
  uniqueReferences: true,
  ignoreReferenceFilter: false,
  webhookSecret: 'sandbox-webhook-secret',
};

/** Where the sandbox listens, its initial settings and the token that it accepts. What is left out has its default. */
export type DjamoSandboxOptions = ListenOptions & Partial<DjamoSettings & { accessToken: string }>;

/**
 * Starts a simulated Djamo Business on this machine. Its paths begin with `/v1`. By default it listens on a free port
 * and accepts the token `at_sandbox`.
 * @throws if the port cannot be used
 */
export function startDjamoSandbox(options: DjamoSandboxOptions = {}): Promise<RunningSandbox> {
  const { port, host, ...chosen } = options;
  const { accessToken, ...settings } = { ...DJAMO_SANDBOX_DEFAULTS, ...chosen };
  return startSandbox(
    { ...(port && { port }), ...(host && { host }) },
    settings,
    (world) => new DjamoProvider(world, accessToken),
  );
}
