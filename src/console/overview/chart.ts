import type { Overview } from '../../payouts/overview/overview.service.js';
import { type Html, html } from '../html.js';
import type { Translate } from '../language/language.js';

const WIDTH = 720;
const HEIGHT = 148;
const FLOOR = 118;
const LABEL_EVERY = 4;

/**
 * Renders a bar chart of the payouts accepted in each hour (UTC). A sentence with the same numbers is added for screen
 * readers. Without any payout there is only a sentence.
 */
export function hourlyChart(t: Translate, hours: Overview['hours']): Html {
  const most = Math.max(...hours.map(({ accepted }) => accepted));
  const total = hours.reduce((sum, { accepted }) => sum + accepted, 0);
  if (total === 0) return html`<p class="faint">${t('overview.chartNone')}</p>`;
  const best = hours.find(({ accepted }) => accepted === most);
  const text = t('overview.chartText', { total, most, hour: hourText(best?.from ?? '') });
  const step = WIDTH / hours.length;
  const bars = hours.map(({ from, accepted }, index) => {
    const height = Math.max(accepted === 0 ? 1 : 3, Math.round((accepted / most) * (FLOOR - 18)));
    const x = Math.round(index * step);
    const label = index % LABEL_EVERY === 0 ? html`<text x="${x}" y="${HEIGHT - 4}">${hourText(from)}</text>` : null;
    return html`<rect class="${accepted === 0 ? 'empty' : 'bar'}" x="${x}" y="${FLOOR - height}" width="${Math.floor(step) - 4}" height="${height}"><title>${hourText(from)}: ${accepted}</title></rect>${label}`;
  });
  return html`<figure class="card">
<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text}">${bars}</svg>
<figcaption class="faint">${text}</figcaption>
</figure>`;
}

function hourText(at: string): string {
  return at.slice(11, 16);
}
