import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import type { DiscrepancyDto, DiscrepancyPageDto } from '../../payouts/reconciliation/dto/reconciliation.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import { wordOf } from '../language/language.js';
import { said } from '../language/sentences.js';
import type { View } from '../view.js';
import { pager, select, timeTag } from '../views/parts.js';
import { dataTable, wide } from '../views/table.js';

interface Shown {
  readonly page: DiscrepancyPageDto;
  readonly values: Readonly<Record<string, string>>;
  readonly accounts: readonly AccountDto[];
}

/** Renders the discrepancies found by all reconciliation runs and by callbacks, with a filter by account and time. */
export function discrepancyListView(view: View, { page, values, accounts }: Shown): Html {
  const { t, base } = view;
  return html`<form class="filters card" action="${base}/reconciliation/discrepancies">
${select(t('account'), 'account', values.account ?? '', [
  ['', t('run.allAccounts')],
  ...accounts.map(({ name }) => [name, name] as const),
])}
<label>${t('webhook.since')}<input type="datetime-local" name="since" value="${values.since?.slice(0, 16)}"></label>
<button class="primary">${t('payouts.apply')}</button></form>
<h2 class="hidden">${t('discrepancies.title')}</h2>
${discrepancyTable(view, page.data)}
${pager(view, 'reconciliation/discrepancies', new URLSearchParams(values), page.nextCursor)}`;
}

export function discrepancyTable(view: View, discrepancies: readonly DiscrepancyDto[]): Html {
  const { t } = view;
  if (discrepancies.length === 0) return html`<p class="faint">${t('list.none')}</p>`;
  const heads = [
    t('webhook.at'),
    t('discrepancy.kind'),
    t('account'),
    wide(t('payout.title')),
    t('discrepancy.expected'),
    t('discrepancy.actual'),
  ];
  return dataTable(
    t('discrepancies.title'),
    heads,
    discrepancies.map((one) => row(view, one)),
  );
}

/** Kinds of discrepancy whose value `actual` is a status word of the provider. */
const IN_WORDS: readonly DiscrepancyDto['kind'][] = ['status_differs', 'unknown_word'];

/**
 * Renders one discrepancy. The kind `stranger` means a transaction that belongs to no payout of ours, so the provider's
 * id is shown.
 */
function row(view: View, { at, kind, account, ...found }: DiscrepancyDto): readonly HtmlPart[] {
  const { t, base } = view;
  const { payoutId, providerId, expected, actual } = found;
  return [
    timeTag(at),
    t(`discrepancy.${kind}`),
    account,
    payoutId === null
      ? html`<code>${providerId}</code>`
      : html`<a href="${base}/payouts/${payoutId}"><code>${payoutId}</code></a>`,
    expected === null ? '–' : wordOf(t, 'status', expected),
    actual === null ? '–' : IN_WORDS.includes(kind) ? said(view, actual) : actual,
  ];
}
