import { type Html, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import type { View } from '../view.js';
import { hiddenFields } from './parts.js';

/** Key of a button's text. There is also a text with the key `<this key>.does`, which says what the button does. */
type ActionName = WordKey extends infer Key ? (Key extends `${infer Name}.does` ? Name : never) : never;

export interface ActionLook {
  readonly look?: 'primary' | 'danger';
  /** Marks the button that the keyboard shortcut `a` focuses. The shortcut does not press the button. */
  readonly mark?: 'data-approve';
}

interface Action extends ActionLook {
  /** Path that the form is sent to, relative to the console. */
  readonly place: string;
  readonly name: ActionName & WordKey;
  readonly values?: Readonly<Record<string, number>>;
}

/** Renders a form with one button, and below it a sentence that says what the button does. */
export function actionForm(view: View, { place, name, look, mark, values = {} }: Action): Html {
  const { t, base } = view;
  const id = `does-${name.replace('.', '-')}`;
  return html`<form method="post" action="${base}/${place}">${hiddenFields(view)}
<button class="${look}" aria-describedby="${id}"${mark && html` data-approve`}>${t(name, values)}</button>
<p id="${id}" class="faint">${t(`${name}.does` as WordKey, values)}</p></form>`;
}
