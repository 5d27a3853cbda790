import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { SERIES } from '../src/payouts/metrics/series.js';

const read = (path: string) => readFileSync(join(__dirname, '..', path), 'utf8');
const rules = read('deploy/prometheus/alerts.yml');
const tests = read('deploy/prometheus/alerts.test.yml');
const runbook = read('docs/runbook.md');
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);

/** Everything that a scrape can name: our series, and those of the process and of Node.js. */
function known(): Set<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ours = Object.values(SERIES).map(({ name }) => name);
  const theirs = registry.getMetricsAsArray().map(({ name }) => name);
  registry.clear();
  return new Set([...ours, ...theirs].flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]));
}

const metricsIn = (text: string) => [...text.matchAll(/\b(?:cauri|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name);

describe('the alerts', () => {
  it('are tested, each one', () => {
    const fired = [...tests.matchAll(/alertname: (\w+)\n\s+exp_alerts:/g)].map(([, name]) => name);
    expect([...new Set(fired)]).toEqual(expect.arrayContaining(alerts));
    expect(alerts.length).toBeGreaterThan(0);
  });

  it('name their own section of the runbook, and every section is of an alert', () => {
    const links = [...rules.matchAll(/runbook_url: \S+\/docs\/runbook\.md#(\w+)/g)].map(([, anchor]) => anchor);
    expect(links).toEqual(alerts.map((name) => name.toLowerCase()));
    expect([...runbook.matchAll(/^## (\w+)$/gm)].map(([, title]) => title)).toEqual(alerts);
  });

  it('name only series that exist', () => {
    for (const name of metricsIn(rules)) expect(known()).toContain(name);
  });
});

describe('the dashboard', () => {
  const text = read('deploy/grafana/cauri.json');
  const dashboard = JSON.parse(text) as { panels: { title: string; targets: { expr: string }[] }[] };

  it('names only series that exist', () => {
    const named = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr)));
    for (const name of [...named, ...metricsIn(text)]) expect(known()).toContain(name);
  });

  it('shows every series of ours', () => {
    const shown = metricsIn(text).map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    for (const { name } of Object.values(SERIES)) expect(shown).toContain(name);
  });
});
