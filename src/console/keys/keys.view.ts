import type { KeyView } from '../../payouts/access/stored-keys.js';
import type { Scope } from '../../payouts/payouts.options.js';
import { type Html, type HtmlPart, html } from '../html.js';
import type { View } from '../view.js';
import { hiddenFields, timeTag } from '../views/parts.js';
import { action, dataTable, wide } from '../views/table.js';

/** Renders the list of stored keys, without their secrets, and the form for a new one. */
export function keysView(view: View, keys: readonly KeyView[], grantable: readonly Scope[]): Html {
  const { t, base } = view;
  const heads = [
    t('field.id'),
    t('keys.consumer'),
    wide(t('keys.scopes')),
    t('keys.createdAt'),
    t('field.expiresAt'),
    t('field.status'),
    action(t('keys.revoke')),
  ];
  return html`<p class="faint">${t('keys.hint')}</p>
${
  keys.length === 0
    ? html`<p class="faint">${t('list.none')}</p>`
    : dataTable(
        t('keys.title'),
        heads,
        keys.map((key) => row(view, key)),
      )
}
<h2>${t('keys.create')}</h2>
<form method="post" action="${base}/keys" class="card stack narrow">${hiddenFields(view)}
<label for="consumer">${t('keys.consumer')}</label>
<input id="consumer" name="consumer" required maxlength="100" autocomplete="off">
<fieldset><legend>${t('keys.scopes')}</legend>${grantable.map(
    (scope) =>
      html`<p><label><input type="checkbox" name="scope-${scope}" value="${scope}"> <code>${scope}</code></label></p>`,
  )}<p class="faint">${t('keys.scopesHint')}</p></fieldset>
<label for="days">${t('keys.days')}</label>
<input id="days" name="days" type="number" min="1" max="3650" value="90">
<button class="primary">${t('keys.create')}</button></form>`;
}

function row(view: View, { id, consumer, scopes, createdAt, expiresAt, revokedAt }: KeyView): readonly HtmlPart[] {
  const { t, base } = view;
  return [
    html`<code>${id}</code>`,
    consumer,
    scopes.join(', '),
    timeTag(createdAt),
    timeTag(expiresAt),
    state(view, { expiresAt, revokedAt }),
    revokedAt === null &&
      html`<form method="post" action="${base}/keys/${id}/revoke">${hiddenFields(view)}<button class="danger" aria-label="${t('keys.revokeOf', { id, consumer })}">${t('keys.revoke')}</button></form>`,
  ];
}

function state({ t }: View, { expiresAt, revokedAt }: Pick<KeyView, 'expiresAt' | 'revokedAt'>): Html {
  if (revokedAt !== null) return html`<span class="tag bad">${t('keys.revoked')}</span>`;
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return isExpired
    ? html`<span class="tag warn">${t('keys.expired')}</span>`
    : html`<span class="tag good">${t('keys.valid')}</span>`;
}

/** Renders a new key. Its secret is shown only this once. */
export function newKeyView({ t, base }: View, { key, consumer, scopes }: KeyView & { readonly key: string }): Html {
  return html`<div class="alert good" role="status"><p>${t('keys.once', { consumer, scopes: scopes.join(', ') })}</p>
<p><code>${key}</code></p></div>
<p><a class="button" href="${base}/keys">${t('keys.title')}</a></p>`;
}
