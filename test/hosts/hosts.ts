import { toEmail } from '../support/world.js';
import type { HostSources } from './installed-host.js';
import type { Routes } from './office.js';

export interface Host extends HostSources {
  readonly routes: Routes;
  readonly database: string;
  /** The address that the host gives to Cauri, without which no callback would arrive. */
  readonly publicUrl: (url: string) => string;
  /** A payout to the host's second provider. */
  readonly second: object;
  /** How the host's own guard refuses. */
  readonly refusal: number;
  /** Whether the host wraps all that its own controllers answer. */
  readonly wraps: boolean;
}

export const HOSTS: readonly Host[] = [
  {
    name: 'nest11-express',
    database: 'mariadb',
    printed: {
      'salaries.module.ts': 'apps/payroll/src/salaries.module.ts',
      'main.ts': 'apps/payroll/src/main.ts',
    },
    copied: {},
    routes: {
      prefix: '/api',
      payouts: '/api/v1/payouts',
      accounts: '/api/v1/accounts',
      runs: '/api/v1/reconciliation-runs',
    },
    publicUrl: (url) => `${url}/api`,
    second: toEmail('awa'),
    refusal: 401,
    wraps: true,
  },
  {
    name: 'nest12-fastify',
    database: 'sqlite',
    printed: {
      'providers.controller.ts': 'src/providers.controller.ts',
      'database.module.ts': 'src/database.module.ts',
      'november.ts': 'src/november.ts',
      'treasury.module.ts': 'src/treasury.module.ts',
    },
    copied: { 'examples/baobab-pay': 'src/baobab-pay' },
    routes: {
      prefix: '/office',
      payouts: '/office/salaries',
      accounts: '/office/accounts',
      runs: '/office/reconciliation-runs',
    },
    publicUrl: (url) => `${url}/office/providers`,
    second: { amount: '1500', currency: 'XAF', recipient: { msisdn: '+237671234567' } },
    refusal: 403,
    wraps: false,
  },
];
