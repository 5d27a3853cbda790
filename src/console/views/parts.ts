import type { RecipientDto } from '../../payouts/dto/recipient.dto.js';
import { attributeIf, type Html, html } from '../html.js';
import { type Translate, wordOf } from '../language/language.js';
import type { View } from '../view.js';

const TONES: Readonly<Record<string, string>> = {
  paid: 'good',
  failed: 'bad',
  returned: 'warn',
  unconfirmed: 'warn',
  awaiting_approval: 'warn',
};

/** Number of characters of an RFC 3339 time up to its minutes. `SECONDS` counts those up to its seconds. */
const MINUTES = 16;
const SECONDS = 19;

export function statusTag(t: Translate, status: string): Html {
  return html`<span class="tag ${TONES[status] ?? ''}">${wordOf(t, 'status', status)}</span>`;
}

/**
 * Formats an amount with its currency in the reader's language: `1 500 000 XOF` in French, `1,500,000 XOF` in English.
 */
export function money(view: Pick<View, 'language'>, amount: string, currency: string): string {
  return `${figure(view, amount)} ${currency}`;
}

/**
 * Formats a decimal string in the reader's language, with the same decimals: `1 500 000` in French, `1,500,000` in
 * English.
 */
export function figure({ language }: Pick<View, 'language'>, amount: string): string {
  const decimals = amount.split('.')[1]?.length ?? 0;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(language, digits).format(amount as `${number}`);
}

/** Returns the colon between a label and its value. French has a no-break space before it. */
export function colon({ language }: Pick<View, 'language'>): string {
  return language === 'fr' ? '\u00a0:' : ':';
}

/** Renders a time in UTC, with the exact time for programs. `at` is an RFC 3339 text; null gives a dash. */
export function timeTag(at: string | null): Html {
  if (at === null) return html`<span class="faint">–</span>`;
  return html`<time datetime="${at}">${at.slice(0, MINUTES).replace('T', ' ')}</time>`;
}

/** Renders a time in UTC with its seconds, for lists of events. */
export function momentTag(at: string): Html {
  return html`<time datetime="${at}">${at.slice(0, SECONDS).replace('T', ' ')}</time>`;
}

/** Returns the whole phone number or e-mail address of a recipient. In lists, use `masked`. */
export function recipientOf(recipient: RecipientDto): string {
  return Object.values(recipient as Readonly<Record<string, string>>)[0] ?? '';
}

/**
 * Returns a shortened recipient, such as `+225 07 •• •• 03 04` or `a•••@example.com`: enough to recognise it, too
 * little to call or pay it.
 */
export function masked(recipient: RecipientDto): string {
  const whole = recipientOf(recipient);
  const at = whole.indexOf('@');
  if (at >= 0) return `${whole.slice(0, 1)}•••${whole.slice(at)}`;
  const digits = whole.slice(1);
  const head = digits.slice(0, 3);
  const national = digits.slice(3);
  const shown = `${national.slice(0, 2)}${'•'.repeat(Math.max(0, national.length - 6))}${national.slice(-4)}`;
  return `+${head} ${shown.match(/.{1,2}/gu)?.join(' ') ?? ''}`;
}

/** Renders a drop-down list with its label. The option whose value is `value` is selected. */
export function select(
  label: string,
  name: string,
  value: string,
  options: readonly (readonly [value: string, text: string])[],
): Html {
  return html`<label>${label}<select name="${name}">${options.map(
    ([one, text]) => html`<option value="${one}"${attributeIf('selected', one === value)}>${text}</option>`,
  )}</select></label>`;
}

/**
 * Renders hidden form fields: the form token and `fields`. The token proves that the form comes from our own page. A
 * POST without it is refused.
 */
export function hiddenFields({ token }: View, fields: Readonly<Record<string, string | number>> = {}): Html {
  const all = Object.entries({ token, ...fields });
  return html`${all.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

/** Renders the links below a list: to its first page and to the next one. `nextCursor` is null on the last page. */
export function pager({ t, base }: View, list: string, query: URLSearchParams, nextCursor: string | null): Html {
  const first = new URLSearchParams(query);
  first.delete('cursor');
  const next = new URLSearchParams(first);
  if (nextCursor !== null) next.set('cursor', nextCursor);
  const address = (one: URLSearchParams) => `${base}/${list}${one.size > 0 ? `?${one}` : ''}`;
  return html`<p class="row">
${query.has('cursor') && html`<a class="button" href="${address(first)}">${t('list.first')}</a>`}
${nextCursor !== null && html`<a class="button" rel="next" href="${address(next)}">${t('list.next')}</a>`}
</p>`;
}
