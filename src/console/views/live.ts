import { type Html, html } from '../html.js';
import type { View } from '../view.js';

/** Seconds after which a page without JavaScript is loaded again. */
const REFRESH_S = 5;
const STILL = 'still';

/** A part of a page that the script replaces when it changes. `place` is where its events come from. */
export function liveRegion({ base }: View, place: string, part: Html): Html {
  return html`<div data-live="${base}/${place}">${part}</div>`;
}

/** Loads the page again where no script runs, until its reader says that it is enough. For the head of the page. */
export function refreshing({ place }: View): Html | null {
  if (isStill(place)) return null;
  return html`<noscript><meta http-equiv="refresh" content="${REFRESH_S}"></noscript>`;
}

/** The link that stops `refreshing`, and the one that starts it again. */
export function refreshSwitch({ t, base, place }: View): Html {
  const [path = ''] = place.split('?', 1);
  const link = isStill(place)
    ? html`<a href="${base}/${path}">${t('live.start')}</a>`
    : html`<a href="${base}/${path}?${STILL}">${t('live.stop')}</a>`;
  return html`<noscript><p class="faint">${link}</p></noscript>`;
}

function isStill(place: string): boolean {
  return place.endsWith(`?${STILL}`);
}
