import { type Html, html } from '../html.js';
import type { View } from '../view.js';
import { ANSWERS } from './french/answers.js';
import { EXPLANATIONS } from './french/explanations.js';
import { ROWS } from './french/rows.js';
import { wordOf } from './language.js';

/**
 * French for the sentences of the service, by their English. In the English, `{}` stands for a value. In the French,
 * `{0}` or `{0:kind}` stands for the first one.
 */
export const FRENCH: Readonly<Record<string, string>> = { ...EXPLANATIONS, ...ROWS, ...ANSWERS };

/** A map, because in an object a provider's text such as `constructor` would find what every object has. */
const WHOLE: ReadonlyMap<string, string> = new Map(Object.entries(FRENCH));
/** Maximum length of a text that is looked up. Ours are shorter, and the search for several sentences is quadratic. */
const MAX_LENGTH = 2_000;

/** A sentence with values in it. `parts` is its English text between them. */
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
 * Renders what the service says, in the reader's language. The API says it in English, and much of it is stored so.
 * What is not a sentence of ours, such as the words of a provider, stays as it is and is marked as English.
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
 * Returns the end of a value before `next`, or a negative number if `next` does not follow. Before another value it is
 * the end of the word.
 */
function endOfValue(text: string, at: number, next: string): number {
  if (next !== '') return text.indexOf(next, at);
  const end = text.indexOf(' ', at);
  return end < 0 ? text.length : end;
}

/** Returns true if the values for which the French names no kind are single words, such as numbers and names. */
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

/** Renders a value: as it is, as a sentence of its own, or as a word of the group that `kind` names. */
function value(view: View, text: string, kind: string | undefined): Html {
  if (kind === 'said') return said(view, text);
  if (kind === 'time') return html`<time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time>`;
  if (kind === 'or') return html`${text.replace(/ (?:or|and) /g, ' ou ')}`;
  return html`${kind === undefined || kind === 'list' ? text : wordOf(view.t, kind, text)}`;
}
