// Everything works without this script. It adds the keyboard, and shows progress without a reload.
'use strict';

function listenToKeys() {
  // Only rows that lead somewhere: in others Enter would press a button.
  const rows = () => [...document.querySelectorAll('tbody tr')].filter((row) => row.querySelector('a'));
  let at = -1;

  function move(step) {
    const all = rows();
    if (all.length === 0) return;
    all[at]?.classList.remove('at');
    at = Math.min(Math.max(at + step, 0), all.length - 1);
    all[at].classList.add('at');
    all[at].querySelector('a')?.focus();
  }

  const keys = {
    '?': () => document.getElementById('help')?.showModal(),
    '/': () => document.getElementById('search')?.focus(),
    j: () => move(1),
    k: () => move(-1),
    a: () => document.querySelector('[data-approve]')?.focus(),
  };

  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, dialog[open]');
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

// A form is sent once, however often its button is pressed.
function sendOnce() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  addEventListener('pageshow', () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
}

// A part that goes on: by events if they pass, else the page is asked for every few seconds.
function watch(region) {
  const source = new EventSource(region.dataset.live);
  const quiet = setTimeout(() => poll(region, source), 8_000);
  source.onmessage = (event) => {
    clearTimeout(quiet);
    region.innerHTML = JSON.parse(event.data);
  };
  source.addEventListener('over', () => {
    source.close();
    showEnd();
  });
  source.onerror = () => {
    // The server ends every stream after a while; the browser then opens the next one by itself.
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(quiet);
    poll(region, source);
  };
}

function poll(region, source) {
  source.close();
  const timer = setInterval(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.querySelector('[data-live]');
    if (next) region.innerHTML = next.innerHTML;
    else {
      clearInterval(timer);
      showEnd();
    }
  }, 3_000);
}

// What can be done has changed too. But nobody loses what they type.
function showEnd() {
  if (!document.activeElement?.matches('input, textarea, select')) location.reload();
}

listenToKeys();
sendOnce();
for (const region of document.querySelectorAll('[data-live]')) watch(region);
// On a phone the list of pages is longer than the screen.
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
