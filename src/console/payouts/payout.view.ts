import type { ExplanationDto } from '../../payouts/dto/explanation.dto.js';
import type { PayoutDto } from '../../payouts/dto/payout.dto.js';
import type { PayoutEventDto } from '../../payouts/dto/payout-event.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import { wordOf } from '../language/language.js';
import { resolveForm } from '../reviews/resolve-form.js';
import type { View } from '../view.js';
import { momentTag, recipientOf, statusTag, timeTag } from '../views/parts.js';
import { payoutActions } from './payout-actions.js';

export interface PayoutStory {
  readonly payout: PayoutDto;
  readonly explanation: ExplanationDto;
  readonly events: readonly PayoutEventDto[];
}

/** Renders the page of a payout: its explanation, the possible actions, its events and its data. */
export function payoutView(view: View, { payout, explanation, events }: PayoutStory): Html {
  const { t } = view;
  const decision = resolveForm(view, payout, explanation);
  const actions = [...(decision ? [decision] : []), ...payoutActions(view, payout.id, explanation.actions)];
  return html`<p>${statusTag(t, payout.status)} <strong>${payout.amount} ${payout.currency}</strong> → ${recipientOf(payout.recipient)}</p>
${payout.review && html`<div class="alert bad"><strong>${wordOf(t, 'review', payout.review.reason)}</strong> <span lang="en">${payout.review.message}</span></div>`}
<h2>${t('payout.explanation')}</h2>
${explanationCard(view, explanation)}
<h2>${t('payout.actions')}</h2>
<div class="actions">${actions.length > 0 ? actions : html`<p class="faint">${t('payout.noActions')}</p>`}</div>
<h2>${t('payout.timeline')}</h2>
<ol class="timeline">${events.map((event) => timelineItem(view, event))}</ol>
<h2>${t('payout.data')}</h2>
${payoutData(view, payout)}`;
}

function explanationCard({ t, language }: View, { summary, facts, waitingFor, next }: ExplanationDto): Html {
  return html`<div class="card" lang="en">
<p class="lead">${summary}</p>
${waitingFor && html`<p><span lang="${language}">${t('payout.waitingFor')}:</span> ${waitingFor}</p>`}
${next && html`<p><span lang="${language}">${t('payout.next')}:</span> ${next.action}${next.at && html` (${timeTag(next.at)})`}</p>`}
<ul>${facts.map(({ fact, source, at }) => html`<li>${fact} <span class="faint">(${source}, ${timeTag(at)})</span></li>`)}</ul>
</div>`;
}

function timelineItem({ t }: View, { type, source, at, from, to, data }: PayoutEventDto): Html {
  const moved = from !== to ? html`${from && html`${statusTag(t, from)} → `}${statusTag(t, to)}` : null;
  const details = Object.entries(data).filter(([, value]) => value !== null && value !== undefined);
  return html`<li><p>${momentTag(at)} <strong>${wordOf(t, 'event', type)}</strong> ${moved}</p>
<p class="faint">${t('payout.source', { source: wordOf(t, 'source', source) })}${details.map(
    ([name, value]) => html` · ${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  )}</p></li>`;
}

function payoutData(view: View, payout: PayoutDto): Html {
  const { t, base } = view;
  const amount = (text: string | null) => text && `${text} ${payout.currency}`;
  const rows: readonly (readonly [WordKey, HtmlPart])[] = [
    ['field.id', html`<code>${payout.id}</code>`],
    ['field.amount', amount(payout.amount)],
    ['field.fee', amount(payout.fee)],
    ['field.recipient', recipientOf(payout.recipient)],
    ['field.account', payout.account],
    ['field.provider', payout.provider],
    ['field.providerId', payout.providerId && html`<code>${payout.providerId}</code>`],
    ['field.reference', payout.reference],
    ['field.name', payout.name],
    ['field.description', payout.description],
    ['field.subCompanyId', payout.subCompanyId],
    ['field.batchId', payout.batchId && html`<a href="${base}/batches/${payout.batchId}">${payout.batchId}</a>`],
    ['field.failure', payout.failure && html`<span lang="en">${payout.failure.message}</span>`],
    ['field.usedAmount', amount(payout.usedAmount)],
    ['field.returnedAmount', amount(payout.returnedAmount)],
    ['field.metadata', payout.metadata && html`<pre>${JSON.stringify(payout.metadata, null, 2)}</pre>`],
    ['field.version', payout.version],
    ...timesOf(payout),
  ];
  const set = rows.filter(([, value]) => value !== null);
  return html`<dl class="data card">${set.map(([word, value]) => html`<dt>${t(word)}</dt><dd>${value}</dd>`)}</dl>`;
}

function timesOf(payout: PayoutDto): (readonly [WordKey, HtmlPart])[] {
  const { createdAt, submittedAt, settledAt, returnedAt, updatedAt, expiresAt } = payout;
  const times = { createdAt, submittedAt, settledAt, returnedAt, updatedAt, expiresAt };
  return Object.entries(times).map(([name, at]) => [`field.${name}` as WordKey, at && timeTag(at)] as const);
}
