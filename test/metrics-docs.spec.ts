import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERIES } from '../src/payouts/metrics/series.js';

const page = readFileSync(join(__dirname, '../docs/metrics.md'), 'utf8');
const rows = [...page.matchAll(/^\| `(cauri_\w+)` \| (\w+) \| (.*?) \|/gm)].map(([, name, , labels = '']) => ({
  name,
  labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
}));

describe('docs/metrics.md', () => {
  it('lists every series with its labels, and no other', () => {
    expect(rows).toEqual(Object.values(SERIES).map(({ name, labelNames }) => ({ name, labels: [...labelNames] })));
  });
});
