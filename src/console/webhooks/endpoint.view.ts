import type { WebhookDeliveryPageDto, WebhookEndpointDto } from '../../payouts/webhooks/dto/webhook-endpoint.dto.js';
import { type Html, html } from '../html.js';
import type { View } from '../view.js';
import { actionForm } from '../views/action-form.js';
import { hiddenFields, pager, timeTag } from '../views/parts.js';
import { deliveryFilters, deliveryTable } from './delivery-list.view.js';
import { duration, stateTag, successRate } from './endpoint-list.view.js';

interface Shown {
  readonly endpoint: WebhookEndpointDto;
  readonly page: WebhookDeliveryPageDto;
  /** Filters from the URL. */
  readonly values: Readonly<Record<string, string>>;
  /**
   * Number of deliveries that the action `recover` has just made due. Undefined if the page is shown without that
   * action.
   */
  readonly recovered: string | undefined;
}

/** Renders the page of an endpoint: its health, the possible actions, and its deliveries. */
export function endpointView(view: View, { endpoint, page, values, recovered }: Shown): Html {
  const { t } = view;
  const { id, url, types, signature, publicKey, stats, createdAt } = endpoint;
  return html`${recovered && /^\d{1,9}$/.test(recovered) && html`<p class="alert good" role="status">${t('webhook.recovered', { count: recovered })}</p>`}
<dl class="data card"><dt>${t('webhook.url')}</dt><dd>${url}</dd>
<dt>${t('field.status')}</dt><dd>${stateTag(view, endpoint)}</dd>
<dt>${t('webhook.successRate')}</dt><dd>${successRate(stats)}</dd>
<dt>${t('webhook.p95')}</dt><dd>${duration(stats)}</dd>
<dt>${t('webhook.oldestPending')}</dt><dd>${timeTag(stats.oldestPendingAt)}</dd>
<dt>${t('webhook.types')}</dt><dd>${types === null ? t('webhook.allTypes') : types.join(', ')}</dd>
<dt>${t('webhook.signature')}</dt><dd>${signature}${publicKey && html` <code>${publicKey}</code>`}</dd>
<dt>${t('keys.createdAt')}</dt><dd>${timeTag(createdAt)}</dd></dl>
<h2>${t('payout.actions')}</h2>
<div class="actions">${actions(view, endpoint)}</div>
<h2>${t('webhook.deliveries')}</h2>
${deliveryFilters(view, id, values)}
${deliveryTable(view, endpoint, page.data)}
${pager(view, `webhooks/${id}`, new URLSearchParams(values), page.nextCursor)}`;
}

function actions(view: View, { id, enabled }: WebhookEndpointDto): Html {
  const { t, base } = view;
  const place = `webhooks/${id}`;
  if (!enabled) return actionForm(view, { place: `${place}/enable`, name: 'webhook.enable', look: 'primary' });
  return html`${actionForm(view, { place: `${place}/test`, name: 'webhook.test' })}
<form method="post" action="${base}/${place}/recover">${hiddenFields(view)}
<div class="row"><label>${t('webhook.since')}<input type="datetime-local" name="since" required></label>
<button>${t('webhook.recover')}</button></div><p class="faint">${t('webhook.recover.does')}</p></form>
${actionForm(view, { place: `${place}/disable`, name: 'webhook.disable', look: 'danger' })}`;
}
