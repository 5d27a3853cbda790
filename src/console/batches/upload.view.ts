import type { Problem } from '../../common/payout-connector.js';
import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import type { PayoutError } from '../../payouts/payouts.errors.js';
import { attributeIf, type Html, html } from '../html.js';
import { said } from '../language/sentences.js';
import type { View } from '../view.js';
import { hiddenFields, select } from '../views/parts.js';
import type { Upload } from './upload.js';

interface Start {
  readonly accounts: readonly AccountDto[];
  /** Reason why the file could not be read. `none` means that no file was chosen. Null before the first try. */
  readonly problem: PayoutError | 'none' | null;
}

/** Renders the form to choose a file. Sending it only checks the file and creates no payouts. */
export function uploadView(view: View, { accounts, problem }: Start): Html {
  const { t, base } = view;
  return html`${problem && alert(view, problem)}
<form method="post" action="${base}/batches/check" enctype="multipart/form-data" class="card stack narrow">
${hiddenFields(view)}
<label for="file">${t('upload.file')}</label>
<input id="file" name="file" type="file" accept=".csv,text/csv,text/plain" required aria-describedby="file-hint">
<p id="file-hint" class="faint">${t('upload.hint')} <a href="${base}/batches/template.csv">${t('upload.template')}</a></p>
${uploadOptions(view, { mode: 'all_or_nothing', account: '' }, accounts)}
<button class="primary">${t('upload.check')}</button>
</form>`;
}

function alert(view: View, problem: PayoutError | 'none'): Html {
  const { t } = view;
  if (problem === 'none') return html`<p class="alert bad" role="alert">${t('upload.noFile')}</p>`;
  const { message, details } = problem;
  // What is wrong with the file as a whole has the name of no column.
  const problemItem = ({ field, message: told }: Problem) =>
    html`<li>${field !== 'body' && html`<code>${field}</code> `}${said(view, told)}</li>`;
  return html`<div class="alert bad" role="alert"><p><strong>${t('upload.unreadable')}</strong></p>
${details.errors ? html`<ul>${details.errors.map(problemItem)}</ul>` : html`<p>${said(view, message)}</p>`}</div>`;
}

/** Renders the options of a file: how to treat bad rows, and the account that pays. */
export function uploadOptions(
  { t }: View,
  { mode, account }: Pick<Upload, 'mode' | 'account'>,
  accounts: readonly AccountDto[],
): Html {
  const modes = ['all_or_nothing', 'accept_valid'] as const;
  return html`<fieldset><legend>${t('upload.mode')}</legend>${modes.map(
    (one) =>
      html`<p><label><input type="radio" name="mode" value="${one}"${attributeIf('checked', one === mode)}> ${t(`upload.mode.${one}`)}</label></p>`,
  )}</fieldset>
${select(t('upload.account'), 'account', account, [
  ['', t('upload.anyAccount')],
  ...accounts.map(({ name }) => [name, name] as const),
])}`;
}
