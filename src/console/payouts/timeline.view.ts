import type { PayoutEventDto } from '../../payouts/dto/payout-event.dto.js';
import { type Html, html } from '../html.js';
import { wordOf } from '../language/language.js';
import { said } from '../language/sentences.js';
import type { View } from '../view.js';
import { colon, momentTag, statusTag } from '../views/parts.js';

/** Group of translated words for the values of a detail, by the name of the detail. */
const GROUPS: Readonly<Record<string, string>> = {
  action: 'resolve',
  fact: 'fact',
  outcome: 'outcome',
  reason: 'review',
};

/** Details whose value may be a sentence of the service or a provider's words. The others are names and numbers. */
const TOLD = ['kycStatus', 'message', 'providerReason', 'providerStatus', 'reason'];

/** Details that are not shown, because another detail says the same in a sentence. */
const HIDDEN = ['alarm'];

/** Renders the events of a payout, oldest first, each with its details. */
export function timeline(view: View, events: readonly PayoutEventDto[]): Html {
  return html`<ol class="timeline">${events.map((event) => item(view, event))}</ol>`;
}

function item(view: View, { type, source, at, from, to, data }: PayoutEventDto): Html {
  const { t } = view;
  const moved = from !== to ? html`${from && html`${statusTag(t, from)} → `}${statusTag(t, to)}` : null;
  const details = Object.entries(data).filter(
    ([name, value]) => value !== null && value !== undefined && !HIDDEN.includes(name),
  );
  return html`<li><p>${momentTag(at)} <strong>${wordOf(t, 'event', type)}</strong> ${moved}</p>
<p class="faint">${t('payout.source', { source: wordOf(t, 'source', source) })}${details.map(
    ([name, value]) => html` · ${wordOf(t, 'detail', name)}${colon(view)} ${detail(view, name, value)}`,
  )}</p></li>`;
}

function detail(view: View, name: string, value: unknown): Html {
  if (Array.isArray(value)) return html`${value.join(', ')}`;
  if (typeof value !== 'string') return html`${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
  const word = wordOf(view.t, GROUPS[name] ?? '', value);
  return word === value && TOLD.includes(name) ? said(view, value) : html`${word}`;
}
