import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../src/cli/shell.js';
import { DEFAULT_TIMINGS } from '../src/payouts/payouts.options.js';
import { accountVariables } from '../src/sandbox/sandbox-accounts.js';
import { loadConfiguration } from '../src/service/config/configuration.js';

const read = (path: string) => readFileSync(join(__dirname, '..', path), 'utf8');
/** POSTs under way have `SUBMIT_TIMEOUT` to end, and their answers 10 s to be stored. */
const DRAIN_SECONDS = DEFAULT_TIMINGS.submitTimeout / 1_000 + 10;

/** What the files under /run/secrets hold in this test, by the last part of their path. */
const SECRETS: Readonly<Record<string, string>> = {
  'database-url': 'mysql://cauri:secret@db:3306/cauri',
  'api-keys': 'shop:a-secret-of-the-shop:payouts:read+payouts:write',
  'callback-keys': 'k1:a-secret-for-callbacks',
  'metrics-key': 'a-key-for-the-metrics',
  'encryption-key': `k1:${Buffer.alloc(32).toString('base64')}`,
};

/** `NAME: value` or `NAME=value` of each variable, by name. */
function variablesIn(text: string, line: RegExp): Record<string, string> {
  return Object.fromEntries([...text.matchAll(line)].map(([, name = '', value = '']) => [name, value]));
}

function seconds(text: string, line: RegExp): number {
  return Number(line.exec(text)?.[1]);
}

describe('the files of deploy/', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cauri-secrets-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The same variables, their secrets in files that exist. */
  function withSecrets(variables: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(variables).map(([name, value]) => {
        const [, file] = /^file:.*\/([^/]+)$/.exec(value) ?? [];
        if (file === undefined) return [name, value];
        writeFileSync(join(folder, file), SECRETS[file] ?? 'a-secret-of-a-provider');
        return [name, `file:${join(folder, file)}`];
      }),
    );
  }

  describe('Kubernetes', () => {
    const text = read('deploy/kubernetes/cauri.yml');
    const map = variablesIn(text, /^ {2}([A-Z_]+): (\S+)$/gm);

    it('has a configuration that the service takes, its secrets in the files that the command makes', () => {
      const { databaseUrl, metricsKeys, apiKeys, unknownVariables } = loadConfiguration(withSecrets(map));
      expect(databaseUrl).toBe(SECRETS['database-url']);
      expect(metricsKeys).toEqual([SECRETS['metrics-key']]);
      expect(apiKeys).toMatchObject([{ consumer: 'shop' }]);
      expect(unknownVariables).toEqual([]);
      const made = [...(/^#.*create secret (.*)$/m.exec(text)?.[1] ?? '').matchAll(/--from-file=(\S+)/g)];
      const named = Object.values(map).flatMap((value) => /^file:.*\/([^/]+)$/.exec(value)?.[1] ?? []);
      expect(new Set(made.map(([, file]) => file))).toEqual(new Set(named));
    });

    it('asks the process for its life, the database for its readiness, and leaves time for POSTs under way', () => {
      expect(text).toMatch(/startupProbe: .*path: \/health\/live/);
      expect(text).toMatch(/livenessProbe: .*path: \/health\/live/);
      expect(text).toMatch(/readinessProbe: .*path: \/health\/ready/);
      const preStop = seconds(text, /preStop: .*\[sleep, '(\d+)'\]/);
      expect(preStop).toBeGreaterThan(0);
      const graces = [...text.matchAll(/terminationGracePeriodSeconds: (\d+)/g)].map(([, grace]) => Number(grace));
      expect(graces).toHaveLength(2);
      for (const grace of graces) expect(grace).toBeGreaterThanOrEqual(preStop + DRAIN_SECONDS);
    });

    it('runs cauri reconcile as a CronJob, one at a time, nothing as root', () => {
      expect(text).toMatch(/^kind: CronJob$/m);
      expect(text).toMatch(/concurrencyPolicy: Forbid/);
      expect(text).toMatch(/command: \[cauri, reconcile, --timeout, 50s\]/);
      expect(text.match(/runAsNonRoot: true/g)).toHaveLength(2);
      expect(text.match(/allowPrivilegeEscalation: false/g)).toHaveLength(2);
    });
  });

  describe('compose', () => {
    const text = read('deploy/compose.yml');
    const variables = variablesIn(text, /^ {6}([A-Z_]+): (\S+)$/gm);

    it('has a configuration that the service takes, with the accounts of the sandboxes', () => {
      const sandboxes = accountVariables({ djamo: 'http://127.0.0.1:4010', 'jumia-credits': 'http://127.0.0.1:4020' });
      const accounts = Object.entries(sandboxes).filter(([name]) => name !== 'DJAMO_WEBHOOK_SECRET');
      expect(variables).toMatchObject(Object.fromEntries(accounts));
      const { MARIADB_DATABASE, MARIADB_USER, MARIADB_PASSWORD } = variables;
      const url = `mysql://${MARIADB_USER}:${MARIADB_PASSWORD}@database:3306/${MARIADB_DATABASE}`;
      expect(loadConfiguration(variables)).toMatchObject({ databaseUrl: url, unknownVariables: [] });
      const [scrape] = /credentials: (\S+) \}/.exec(read('deploy/prometheus/compose.yml'))?.slice(1) ?? [];
      expect(scrape).toBe(variables.METRICS_KEY);
    });

    it('leaves time for POSTs under way, on a database that loses no COMMIT', () => {
      expect(seconds(text, /stop_grace_period: (\d+)s/)).toBeGreaterThanOrEqual(DRAIN_SECONDS);
      expect(text).toMatch(/--innodb-flush-log-at-trx-commit=1, --sync-binlog=1/);
    });
  });

  it('Dockerfile has two stages, no root, signals for Node itself and a health check', () => {
    const text = read('deploy/Dockerfile');
    const stages = text.split(/^FROM /m).slice(1);
    expect(stages).toHaveLength(2);
    const last = stages.at(-1) ?? '';
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(last).toMatch(/^HEALTHCHECK [\s\S]*\/health\/live/m);
    // Without a shell, which would keep the signal for itself.
    expect(last).toMatch(/^CMD \["node", "node_modules\/cauri\/dist\/main\.js"\]$/m);
    expect(last).not.toMatch(/^(RUN|COPY) .*npm/m);
  });

  it('the unit of systemd leaves time for POSTs under way, and does not repeat a start with a wrong configuration', () => {
    const text = read('deploy/cauri.service');
    expect(seconds(text, /^TimeoutStopSec=(\d+)$/m)).toBeGreaterThanOrEqual(DRAIN_SECONDS);
    expect(text).toMatch(new RegExp(`^RestartPreventExitStatus=${EXIT.configuration}$`, 'm'));
    expect(text).toMatch(/^DynamicUser=yes$/m);
    const [, state = ''] = /^StateDirectory=(\S+)$/m.exec(text) ?? [];
    expect(text).toContain(`DATABASE_URL=sqlite:/var/lib/${state}/cauri.db`);
  });

  it('.env.example is a configuration, as it stands and with everything that it only suggests', () => {
    const text = read('.env.example');
    const line = /^([A-Z_]+)=(\S+)$/gm;
    for (const variables of [variablesIn(text, line), variablesIn(text.replace(/^# (?=[A-Z_]+=)/gm, ''), line)]) {
      const jumia = /^JUMIA_CREDITS_/;
      const given = Object.fromEntries(Object.entries(variables).filter(([name]) => !jumia.test(name)));
      expect(loadConfiguration(withSecrets(given))).toMatchObject({ apiKeys: [{}], unknownVariables: [] });
    }
  });
});
