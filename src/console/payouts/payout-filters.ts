import { PAYOUT_STATUSES } from '../../payouts/domain/payout.js';
import { type Html, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import { wordOf } from '../language/language.js';
import type { View } from '../view.js';
import { select } from '../views/parts.js';

/** Text filters of the list. A recipient is searched by POST instead, so that it does not appear in a URL. */
const TEXTS = ['account', 'provider', 'reference', 'providerId', 'batchId'] as const;
const TIMES = ['createdFrom', 'createdTo', 'settledFrom', 'settledTo', 'updatedFrom', 'updatedTo'] as const;
export const PAYOUT_FILTERS: readonly string[] = ['status', 'review', ...TEXTS, ...TIMES, 'cursor'];

/** Renders the form with all filters of the list. The filters are in the URL, so the list can be bookmarked. */
export function payoutFilters({ t, base }: View, values: Readonly<Record<string, string>>): Html {
  const count = Object.keys(values).filter((name) => name !== 'cursor').length;
  const set = count > 0;
  return html`<details class="card"><summary>${set ? t('payouts.filtersSet', { count }) : t('payouts.filters')}</summary>
<form class="filters" action="${base}/payouts">
${select(t('field.status'), 'status', values.status ?? '', [
  ['', t('any')],
  ...statuses(values.status).map((status) => [status, wordOf(t, 'status', status)] as const),
])}
${select(t('field.review'), 'review', values.review ?? '', [
  ['', t('any')],
  ['true', t('yes')],
  ['false', t('no')],
])}
${TEXTS.map((name) => html`<label>${t(`field.${name}` as WordKey)}<input name="${name}" value="${values[name]}" maxlength="100" autocomplete="off"></label>`)}
${TIMES.map((name) => html`<label>${t(`field.${name}` as WordKey)}<input type="datetime-local" name="${name}" value="${values[name]?.slice(0, 16)}"></label>`)}
<button class="primary">${t('payouts.apply')}</button>
${set && html`<a href="${base}/payouts">${t('payouts.clear')}</a>`}
</form></details>`;
}

/** Returns the statuses for the filter's options. A URL may contain several statuses, separated by commas. */
function statuses(value: string | undefined): readonly string[] {
  return value?.includes(',') ? [value, ...PAYOUT_STATUSES] : PAYOUT_STATUSES;
}
