import type { ExplanationDto } from '../../payouts/dto/explanation.dto.js';
import type { PayoutDto } from '../../payouts/dto/payout.dto.js';
import type { PayoutEventDto } from '../../payouts/dto/payout-event.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import { wordOf } from '../language/language.js';
import { said } from '../language/sentences.js';
import { resolveForm } from '../reviews/resolve-form.js';
import type { View } from '../view.js';
import { colon, money, recipientOf, statusTag, timeTag } from '../views/parts.js';
import { payoutActions } from './payout-actions.js';
import { timeline } from './timeline.view.js';

export interface PayoutStory {
  readonly payout: PayoutDto;
  /** Name of the consumer (holder of an API key) who ordered the payout. */
  readonly orderedBy: string;
  readonly explanation: ExplanationDto;
  readonly events: readonly PayoutEventDto[];
}

/** Renders the page of a payout: its explanation, the possible actions, its events and its data. */
export function payoutView(view: View, { payout, orderedBy, explanation, events }: PayoutStory): Html {
  const { t } = view;
  const decision = resolveForm(view, payout, explanation);
  const actions = [...(decision ? [decision] : []), ...payoutActions(view, payout.id, explanation.actions)];
  return html`<p>${statusTag(t, payout.status)} <strong>${money(view, payout.amount, payout.currency)}</strong> → ${recipientOf(payout.recipient)}</p>
${payout.review && html`<div class="alert bad"><strong>${wordOf(t, 'review', payout.review.reason)}</strong></div>`}
${payout.failure && html`<div class="alert bad">${failureText(view, payout.failure)}</div>`}
<h2>${t('payout.explanation')}</h2>
${explanationCard(view, explanation)}
<h2>${t('payout.actions')}</h2>
<div class="actions">${actions.length > 0 ? actions : html`<p class="faint">${t('payout.noActions')}</p>`}</div>
<h2>${t('payout.timeline')}</h2>
${timeline(view, events)}
<h2>${t('payout.data')}</h2>
${payoutData(view, payout, orderedBy)}`;
}

function explanationCard(view: View, { summary, facts, waitingFor, next }: ExplanationDto): Html {
  const { t } = view;
  const label = (word: WordKey) => `${t(word)}${colon(view)}`;
  return html`<div class="card">
<p class="lead">${said(view, summary)}</p>
${waitingFor && html`<p>${label('payout.waitingFor')} ${said(view, waitingFor)}</p>`}
${next && html`<p>${label('payout.next')} ${said(view, next.action)}${next.at && html` (${timeTag(next.at)})`}</p>`}
<ul>${facts.map(({ fact, source, at }) => html`<li>${said(view, fact)} <span class="faint">(${wordOf(t, 'source', source)}, ${timeTag(at)})</span></li>`)}</ul>
</div>`;
}

function payoutData(view: View, payout: PayoutDto, orderedBy: string): Html {
  const { t, base } = view;
  const amount = (text: string | null) => text && money(view, text, payout.currency);
  const rows: readonly (readonly [WordKey, HtmlPart])[] = [
    ['field.id', html`<code>${payout.id}</code>`],
    ['field.amount', amount(payout.amount)],
    ['field.fee', amount(payout.fee)],
    ['field.recipient', recipientOf(payout.recipient)],
    ['field.orderedBy', orderedBy],
    ['field.account', payout.account],
    ['field.provider', payout.provider],
    ['field.providerId', payout.providerId && html`<code>${payout.providerId}</code>`],
    ['field.reference', payout.reference],
    ['field.name', payout.name],
    ['field.description', payout.description],
    ['field.subCompanyId', payout.subCompanyId],
    ['field.batchId', payout.batchId && html`<a href="${base}/batches/${payout.batchId}">${payout.batchId}</a>`],
    ['field.failure', payout.failure && failureText(view, payout.failure)],
    ['field.cancellation', payout.cancellation && cancellationText(view, payout.cancellation)],
    ['field.usedAmount', amount(payout.usedAmount)],
    ['field.returnedAmount', amount(payout.returnedAmount)],
    ['field.metadata', payout.metadata && html`<pre>${JSON.stringify(payout.metadata, null, 2)}</pre>`],
    ['field.version', payout.version],
    ...timesOf(payout),
  ];
  const set = rows.filter(([, value]) => value !== null);
  return html`<dl class="data card">${set.map(([word, value]) => html`<dt>${t(word)}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Renders why a payout failed, and the provider's own words. */
function failureText(view: View, { message, providerReason }: NonNullable<PayoutDto['failure']>): Html {
  return html`${said(view, message)}${providerReason && html` (${said(view, providerReason)})`}`;
}

function cancellationText(view: View, { status, reason }: NonNullable<PayoutDto['cancellation']>): Html {
  return html`${wordOf(view.t, 'cancellation', status)}${reason && html` (${said(view, reason)})`}`;
}

function timesOf(payout: PayoutDto): (readonly [WordKey, HtmlPart])[] {
  const { createdAt, submittedAt, settledAt, returnedAt, updatedAt, expiresAt } = payout;
  const times = { createdAt, submittedAt, settledAt, returnedAt, updatedAt, expiresAt };
  return Object.entries(times).map(([name, at]) => [`field.${name}` as WordKey, at && timeTag(at)] as const);
}
