// Everything works without this script. It adds the keyboard, and shows progress without a reload.
(() => {
  const rows = () => [...document.querySelectorAll('tr[data-row]')];
  const help = document.getElementById('help');
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
    '?': () => help?.showModal(),
    '/': () => document.getElementById('search')?.focus(),
    j: () => move(1),
    k: () => move(-1),
    a: () => document.querySelector('[data-approve]')?.focus(),
  };

  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, dialog');
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  addEventListener('pageshow', () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
