import { type Html, html } from '../html.js';
import type { View } from '../view.js';

export function signInView({ t, base, token }: View, next: string, failed: string | null): Html {
  return html`${failed !== null && html`<p class="alert bad" role="alert">${t(failed === 'rate_limited' ? 'signIn.limited' : 'signIn.failed')}</p>`}
<form method="post" action="${base}/sign-in" class="stack narrow">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="next" value="${next}">
<label for="key">${t('signIn.key')}</label>
<input id="key" name="key" type="password" required autocomplete="current-password" maxlength="200" aria-describedby="key-hint">
<p id="key-hint" class="faint">${t('signIn.hint')}</p>
<button class="primary">${t('signIn.go')}</button>
</form>`;
}
