import { type Html, html } from '../html.js';
import type { View } from '../view.js';

/** Seconds after which a browser without JavaScript reloads the page. */
const REFRESH_S = 5;
const STILL = 'still';

/**
 * Renders a part of a page that a script replaces when it changes. `place` is the path of its event stream, relative to
 * the console.
 */
export function liveRegion({ base }: View, place: string, part: Html): Html {
  return html`<div data-live="${base}/${place}">${part}</div>`;
}

/**
 * Renders the tag that reloads the page in browsers without JavaScript. It belongs in the `<head>`. Returns null if the
 * reader has stopped reloading.
 */
export function refreshing({ place }: View): Html | null {
  if (isStill(place)) return null;
  return html`<noscript><meta http-equiv="refresh" content="${REFRESH_S}"></noscript>`;
}

/** Renders the link that stops or restarts reloading, in browsers without JavaScript. */
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
