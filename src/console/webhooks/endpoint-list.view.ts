import type {
  WebhookEndpointDto,
  WebhookEndpointPageDto,
  WebhookEndpointWithSecretDto,
} from '../../payouts/webhooks/dto/webhook-endpoint.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import { wordOf } from '../language/language.js';
import type { View } from '../view.js';
import { hiddenFields, pager, timeTag } from '../views/parts.js';
import { dataTable, number, wide } from '../views/table.js';

/** Renders the list of endpoints with their success rates, and the form for a new one. */
export function endpointListView(
  view: View,
  page: WebhookEndpointPageDto,
  values: Readonly<Record<string, string>>,
): Html {
  const { t, base } = view;
  const heads = [
    wide(t('webhook.url')),
    t('field.status'),
    number(t('webhook.successRate')),
    number(t('webhook.p95')),
    t('webhook.oldestPending'),
  ];
  return html`${
    page.data.length === 0
      ? html`<p class="faint">${t('list.none')}</p>`
      : dataTable(
          t('webhooks.title'),
          heads,
          page.data.map((endpoint) => row(view, endpoint)),
        )
  }
${pager(view, 'webhooks', new URLSearchParams(values), page.nextCursor)}
<h2>${t('webhooks.create')}</h2>
<form method="post" action="${base}/webhooks" class="card stack narrow">${hiddenFields(view)}
<label for="url">${t('webhook.url')}</label>
<input id="url" name="url" type="url" required maxlength="2000" placeholder="https://" autocomplete="off">
<button class="primary">${t('webhooks.create')}</button><p class="faint">${t('webhooks.create.does')}</p></form>`;
}

function row(view: View, { id, url, stats, ...endpoint }: WebhookEndpointDto): readonly HtmlPart[] {
  return [
    html`<a href="${view.base}/webhooks/${id}">${url}</a>`,
    stateTag(view, endpoint),
    successRate(stats),
    duration(stats),
    timeTag(stats.oldestPendingAt),
  ];
}

export function stateTag(
  { t }: View,
  { enabled, disabledReason }: Pick<WebhookEndpointDto, 'enabled' | 'disabledReason'>,
): Html {
  if (enabled) return html`<span class="tag good">${t('webhook.enabled')}</span>`;
  return html`<span class="tag bad">${t('webhook.disabled')}${disabledReason && `: ${wordOf(t, 'disabled', disabledReason)}`}</span>`;
}

export function successRate({ successRate: rate }: WebhookEndpointDto['stats']): string {
  return rate === null ? '–' : `${Math.floor(rate * 100)} %`;
}

export function duration({ p95Ms }: WebhookEndpointDto['stats']): string {
  return p95Ms === null ? '–' : `${p95Ms} ms`;
}

/** Renders the secret of a new endpoint. It is shown only this once. */
export function secretView({ t, base }: View, { id, secret, url }: WebhookEndpointWithSecretDto): Html {
  return html`<div class="alert good" role="status"><p>${url}</p>
<p>${t('webhook.secretOnce')}</p><p><code>${secret}</code></p></div>
<p><a class="button" href="${base}/webhooks/${id}">${t('webhook.open')}</a></p>`;
}
