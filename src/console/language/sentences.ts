import { type Html, html } from '../html.js';
import type { View } from '../view.js';
import { ANSWERS } from './french/answers.js';
import { EXPLANATIONS } from './french/explanations.js';
import { ROWS } from './french/rows.js';
import { wordOf } from './language.js';

/**
 * French translations of the service's English sentences. The key is the English sentence, in which each `{}` stands
 * for a value. In the French, `{0}` or `{0:kind}` stands for the first value, `{1}` for the second.
 */
export const FRENCH: Readonly<Record<string, string>> = { ...EXPLANATIONS, ...ROWS, ...ANSWERS };

/**
 * The same translations as a map. In an object, a provider's text such as `constructor` would be found as a property.
 */
const WHOLE: ReadonlyMap<string, string> = new Map(Object.entries(FRENCH));
/**
 * Maximum length of a text that is translated. Our texts are shorter. The search for several sentences in a text takes
 * quadratic time.
 */
const MAX_LENGTH = 2_000;

/** An English sentence with `{}` for its values. `parts` are the texts before, between and after the values. */
interface Pattern {
  readonly parts: readonly string[];
  readonly french: string;
}

const HOLE = '{}';
const SLOT = /\{(\d)(?::([a-z]+))?\}/g;

// The one with the most text of its own comes first, so that `must be {}` takes nothing from the others.
const PATTERNS: readonly Pattern[] = Object.entries(FRENCH)
  .filter(([english]) => english.includes(HOLE))
  .sort(([one], [other]) => other.length - one.length)
  .map(([english, french]) => ({ parts: english.split(HOLE), french }));

/**
 * Renders an English sentence of the service in the reader's language. The API returns these sentences in English, and
 * many are stored in English. A text that is not one of them, such as a provider's message, stays unchanged and is
 * marked as English.
 */
export function said(view: View, text: string): Html {
  if (view.language === 'en' || text === '') return html`${text}`;
  const french = text.length > MAX_LENGTH ? null : sentence(view, text);
  return french ?? html`<span lang="en">${text}</span>`;
}

function sentence(view: View, text: string): Html | null {
  const whole = WHOLE.get(text);
  if (whole !== undefined) return html`${whole}`;
  for (const { parts, french } of PATTERNS) {
    const values = valuesIn(text, parts);
    if (values !== null && fits(french, values)) return filled(view, french, values);
  }
  return sequence(view, text);
}

/** Renders a text of several known sentences. Returns null if one of them is not in the catalogue. */
function sequence(view: View, text: string): Html | null {
  for (let end = text.indexOf('. '); end >= 0; end = text.indexOf('. ', end + 1)) {
    const first = WHOLE.get(text.slice(0, end + 1));
    const rest = first === undefined ? null : sentence(view, text.slice(end + 2));
    if (rest !== null) return html`${first} ${rest}`;
  }
  return null;
}

/** Returns the values between the parts of a pattern. Returns null if the text does not have this form. */
function valuesIn(text: string, [head = '', ...parts]: readonly string[]): string[] | null {
  if (!text.startsWith(head)) return null;
  const values: string[] = [];
  let at = head.length;
  for (const [index, part] of parts.entries()) {
    const end = index === parts.length - 1 ? text.length - part.length : endOfValue(text, at, part);
    if (end < at || !text.startsWith(part, end)) return null;
    values.push(text.slice(at, end));
    at = end + part.length;
  }
  return values;
}

/**
 * Returns the index at which the value that starts at `at` ends, which is where `next` begins. Returns a negative
 * number if `next` does not follow. If `next` is empty, the value ends at the end of the word.
 */
function endOfValue(text: string, at: number, next: string): number {
  if (next !== '') return text.indexOf(next, at);
  const end = text.indexOf(' ', at);
  return end < 0 ? text.length : end;
}

/**
 * Returns true if each value without a kind in the French (`{0}` and not `{0:kind}`) is a single word, such as a
 * number.
 */
function fits(french: string, values: readonly string[]): boolean {
  return [...french.matchAll(SLOT)].every(
    ([, index, kind]) => kind !== undefined || !/\s|^$/.test(values[Number(index)] ?? ''),
  );
}

function filled(view: View, french: string, values: readonly string[]): Html {
  // `split` also returns the two groups of each slot: its number and its kind.
  const pieces = french.split(SLOT);
  return html`${pieces.map((piece, index) => {
    if (index % 3 === 0) return piece;
    return index % 3 === 1 ? value(view, values[Number(piece)] ?? '', pieces[index + 1]) : null;
  })}`;
}

/**
 * Renders a value of a sentence. `kind` says whether it is a sentence itself (`said`), a time, alternatives (`or`), a
 * list, or a word of the group that `kind` names. Without a kind, the value stays unchanged.
 */
function value(view: View, text: string, kind: string | undefined): Html {
  if (kind === 'said') return said(view, text);
  if (kind === 'time') return html`<time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time>`;
  if (kind === 'or') return html`${text.replace(/ (?:or|and) /g, ' ou ')}`;
  return html`${kind === undefined || kind === 'list' ? text : wordOf(view.t, kind, text)}`;
}
