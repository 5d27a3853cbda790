import { READERS, type Scope } from '../../payouts/payouts.options.js';
import { type Html, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import { LANGUAGES } from '../language/language.js';
import { may, type Page, type View } from '../view.js';
import { refreshing } from './live.js';
import { hiddenFields } from './parts.js';

interface Place {
  readonly path: string;
  readonly word: WordKey;
  /**
   * Scopes of which the reader's API key needs one to see this entry of the navigation. Empty if any key may see it.
   */
  readonly scopes: readonly Scope[];
}

const PLACES: readonly Place[] = [
  { path: '', word: 'overview.title', scopes: [] },
  { path: 'payouts', word: 'payouts.title', scopes: READERS },
  { path: 'batches', word: 'batches.title', scopes: READERS },
  { path: 'reviews', word: 'reviews.title', scopes: ['operations'] },
  { path: 'approvals', word: 'approvals.title', scopes: ['payouts:approve'] },
  { path: 'accounts', word: 'accounts.title', scopes: READERS },
  { path: 'webhooks', word: 'webhooks.title', scopes: ['payouts:write'] },
  { path: 'reconciliation', word: 'reconciliation.title', scopes: ['operations'] },
  { path: 'keys', word: 'keys.title', scopes: ['operations'] },
];

/** Renders a whole page around its content: navigation for the reader's scopes, search field and language switch. */
export function layout(page: Page, view: View): Html {
  const { t, language, base } = view;
  const body = page.body(view);
  return html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${page.isMoving && refreshing(view)}
<title>${t(page.title)} · Cauri</title>
<link rel="icon" href="${base}/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${base}/assets/console.css">
<script src="${base}/assets/console.js" defer></script>
</head>
<body data-base="${base}">
<a class="skip" href="#main">${t('skip')}</a>
<header>
<a class="brand" href="${base}">Cauri</a>
${view.principal && search(view)}
<div class="session">${languages(view)}${view.principal && session(view)}</div>
</header>
${view.principal && navigation(view)}
<main id="main" tabindex="-1">
<h1>${t(page.title)}</h1>
${body}
</main>
${view.principal && html`<footer class="faint">${t('footer.utc')}</footer>${help(view)}`}
</body>
</html>`;
}

function search(view: View): Html {
  const { t, base } = view;
  return html`<form class="search" role="search" method="post" action="${base}/search">${hiddenFields(view)}
<label class="hidden" for="search">${t('search.label')}</label>
<input id="search" name="q" type="search" maxlength="254" placeholder="${t('search.hint')}" autocomplete="off">
<button>${t('search.go')}</button>
</form>`;
}

function languages({ t, base, language, place }: View): Html {
  const links = LANGUAGES.filter((one) => one !== language).map(
    (one) =>
      html`<a href="${base}/language/${one}?next=${encodeURIComponent(place)}" lang="${one}" hreflang="${one}">${t(`language.${one}`)}</a>`,
  );
  return html`${links}`;
}

function session(view: View): Html {
  const { principal, isSignedIn } = view;
  return html`<span>${principal?.consumer}</span>${isSignedIn && signOut(view)}`;
}

function signOut(view: View): Html {
  const { t, base } = view;
  return html`<form method="post" action="${base}/sign-out">${hiddenFields(view)}<button class="plain">${t('signOut')}</button></form>`;
}

function navigation(view: View): Html {
  const { t, base, place, hasKeys } = view;
  const [here = ''] = place.split(/[/?]/, 1);
  const links = PLACES.filter(
    ({ path, scopes }) => (hasKeys || path !== 'keys') && (scopes.length === 0 || may(view, ...scopes)),
  ).map(({ path, word }) => {
    const current = path === here ? html` aria-current="page"` : null;
    return html`<li><a href="${base}${path && `/${path}`}"${current}>${t(word)}</a></li>`;
  });
  return html`<nav aria-label="${t('navigation')}"><ul>${links}</ul></nav>`;
}

function help({ t }: View): Html {
  const keys = [
    ['?', 'shortcuts.help'],
    ['/', 'shortcuts.search'],
    ['j', 'shortcuts.down'],
    ['k', 'shortcuts.up'],
    ['Enter', 'shortcuts.open'],
    ['a', 'shortcuts.approve'],
  ] as const;
  return html`<dialog id="help" aria-labelledby="help-title">
<h2 id="help-title">${t('shortcuts.title')}</h2>
<dl>${keys.map(([key, word]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(word)}</dd></div>`)}</dl>
<form method="dialog"><button>${t('close')}</button></form>
</dialog>`;
}
