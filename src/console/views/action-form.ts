import { type Html, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import type { View } from '../view.js';
import { hiddenFields } from './parts.js';

/** A name whose text is on the button, and whose `….does` says what it will do. */
type ActionName = WordKey extends infer Key ? (Key extends `${infer Name}.does` ? Name : never) : never;

export interface ActionLook {
  readonly look?: 'primary' | 'danger';
  /** Marks the button that the key `a` goes to. */
  readonly mark?: 'data-approve';
}

interface Action extends ActionLook {
  /** Where the form goes, below the console. */
  readonly place: string;
  readonly name: ActionName & WordKey;
  readonly values?: Readonly<Record<string, number>>;
}

/** A button that does one thing, with what it will do beneath it. */
export function actionForm(view: View, { place, name, look, mark, values = {} }: Action): Html {
  const { t, base } = view;
  const id = `does-${name.replace('.', '-')}`;
  return html`<form method="post" action="${base}/${place}">${hiddenFields(view)}
<button class="${look}" aria-describedby="${id}"${mark && html` data-approve`}>${t(name, values)}</button>
<p id="${id}" class="faint">${t(`${name}.does` as WordKey, values)}</p></form>`;
}
