import { OUTBOX_EVENT_TYPES } from '../../payouts/domain/outbox-event.js';
import type { WebhookDeliveryDto, WebhookEndpointDto } from '../../payouts/webhooks/dto/webhook-endpoint.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import { wordOf } from '../language/language.js';
import type { View } from '../view.js';
import { hiddenFields, select, timeTag } from '../views/parts.js';
import { action, dataTable, number, wide } from '../views/table.js';

const STATUSES = ['pending', 'delivered', 'failed'] as const;
const TYPES = [...OUTBOX_EVENT_TYPES, 'endpoint.test'] as const;
const TONES: Readonly<Record<WebhookDeliveryDto['status'], string>> = {
  pending: 'warn',
  delivered: 'good',
  failed: 'bad',
};

export function deliveryFilters({ t, base }: View, id: string, values: Readonly<Record<string, string>>): Html {
  return html`<form class="filters card" action="${base}/webhooks/${id}">
${select(t('field.status'), 'status', values.status ?? '', [
  ['', t('any')],
  ...STATUSES.map((status) => [status, t(`delivery.${status}`)] as const),
])}
${select(t('webhook.type'), 'type', values.type ?? '', [['', t('any')], ...TYPES.map((type) => [type, type] as const)])}
<label>${t('webhook.since')}<input type="datetime-local" name="since" value="${values.since?.slice(0, 16)}"></label>
<button class="primary">${t('payouts.apply')}</button>
</form>`;
}

export function deliveryTable(
  view: View,
  endpoint: WebhookEndpointDto,
  deliveries: readonly WebhookDeliveryDto[],
): Html {
  const { t } = view;
  if (deliveries.length === 0) return html`<p class="faint">${t('list.none')}</p>`;
  const heads = [
    t('webhook.at'),
    wide(t('webhook.type')),
    t('field.status'),
    number(t('webhook.attempts')),
    t('webhook.lastAnswer'),
    t('payout.next'),
    action(t('webhook.retry')),
  ];
  return dataTable(
    t('webhook.deliveries'),
    heads,
    deliveries.map((delivery) => row(view, endpoint, delivery)),
  );
}

function row(view: View, { id: endpointId, enabled }: WebhookEndpointDto, delivery: WebhookDeliveryDto): HtmlPart[] {
  const { t, base } = view;
  const { id, type, eventId, status, attempt, nextAt, createdAt } = delivery;
  return [
    timeTag(createdAt),
    html`${type}<br><code class="faint">${eventId}</code>`,
    html`<span class="tag ${TONES[status]}">${t(`delivery.${status}`)}</span>`,
    attempt,
    lastAnswer(view, delivery),
    timeTag(nextAt),
    enabled &&
      html`<form method="post" action="${base}/webhooks/${endpointId}/deliveries/${id}/retry">${hiddenFields(view)}<button aria-label="${t('webhook.retryOf', { type, time: createdAt })}">${t('webhook.retry')}</button></form>`,
  ];
}

function lastAnswer({ t }: View, { attempts }: WebhookDeliveryDto): Html {
  const last = attempts.at(-1);
  if (last === undefined) return html`–`;
  const { responseStatus, error, durationMs } = last;
  return html`${responseStatus ?? wordOf(t, 'undelivered', error ?? '')} <span class="faint">${durationMs} ms</span>`;
}
