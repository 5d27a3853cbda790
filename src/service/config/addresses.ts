import { ALLOWED_HOST, PUBLIC_URL_RULE, readPublicUrl } from '../../payouts/options-rules.js';
import type { Environment } from './environment.js';
import type { VariableRule } from './variable-rules.js';

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

const PUBLIC_URL: VariableRule<string> = { message: PUBLIC_URL_RULE, parse: readPublicUrl };

const DATABASE_URL: VariableRule<string> = {
  message: 'must be sqlite:<file> or mysql://user:password@host:port/database',
  parse: (text) => {
    if (text.startsWith('sqlite:')) return text.length > 'sqlite:'.length ? text : null;
    const url = parseUrl(text);
    return url?.protocol === 'mysql:' && url.hostname !== '' && url.pathname.length > 1 ? text : null;
  },
};

const PROXY_URL: VariableRule<string> = {
  message: 'must be an http(s) URL',
  parse: (text) => (/^https?:$/.test(parseUrl(text)?.protocol ?? '') ? text : null),
};

const HOSTS: VariableRule<readonly string[]> = {
  message: 'must be comma-separated host or host:port',
  parse: (text) => {
    const hosts = text.split(',').map((host) => host.trim().toLowerCase());
    return hosts.every((host) => ALLOWED_HOST.test(host)) ? hosts : null;
  },
};

/** Addresses of the database, of this service and of the proxy, and the hosts that may get webhooks without TLS. */
export interface Addresses {
  readonly databaseUrl: string;
  /** URL at which providers can reach this service. Null turns callbacks off; payouts are then only polled. */
  readonly publicUrl: string | null;
  /** URL of the proxy for requests to providers. Null for none. */
  readonly providerProxy: string | null;
  /** Hosts that may get webhooks without TLS and at private addresses, each as `host` or `host:port` in lower case. */
  readonly webhookAllowedHosts: readonly string[];
}

export function readAddresses(environment: Environment): Addresses {
  return {
    databaseUrl: environment.readSecret('DATABASE_URL', DATABASE_URL) ?? 'sqlite:./data/cauri.db',
    publicUrl: environment.read<string | null>('PUBLIC_URL', null, PUBLIC_URL),
    providerProxy: environment.readSecret('PROVIDER_PROXY', PROXY_URL),
    webhookAllowedHosts: environment.read('WEBHOOK_ALLOWED_HOSTS', [], HOSTS),
  };
}
