import { toEmail } from '../support/world.js';
import type { HostSources } from './installed-host.js';
import type { Routes } from './office.js';

export interface Host extends HostSources {
  readonly name: string;
  readonly routes: Routes;
  readonly database: string;
  /** The address that the host gives to Cauri, without which no callback would arrive. */
  readonly publicUrl: (url: string) => string;
  /** A payout to the host's second provider. */
  readonly second: object;
  /** How the host's own guard refuses. */
  readonly refusal: number;
  /** True if the host serves our API, and wraps all that its own controllers answer. False: it has none of our routes. */
  readonly api: boolean;
}

/** A host on Nest 11 that serves our API, beside a wrapping interceptor of its own. */
const nest11 = (platform: 'express' | 'fastify', main: string): Host => ({
  name: `nest11-${platform}`,
  folder: 'nest11',
  module: 'cjs',
  database: 'mariadb',
  printed: {
    'salaries.module.ts': 'apps/payroll/src/salaries.module.ts',
    'member.guard.ts': 'apps/payroll/src/member.guard.ts',
    [main]: 'apps/payroll/src/main.ts',
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
  api: true,
});

export const HOSTS: readonly Host[] = [
  nest11('express', 'main.ts'),
  nest11('fastify', 'main.fastify.ts'),
  {
    name: 'nest12-fastify',
    folder: 'nest12',
    module: 'esm',
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
    api: false,
  },
];
