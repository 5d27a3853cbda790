import { type ConsoleRequest, cookieOf } from '../request.js';
import { EN, type WordKey } from './en.js';
import { FR } from './fr.js';

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

const WORDS: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { en: EN, fr: FR };
export const LANGUAGE_COOKIE = 'cauri_language';

/**
 * Returns the text for a key in the reader's language. Each `{name}` in the text is replaced by the value with that
 * name. It stays as it is if there is no such value.
 */
export type Translate = (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(language: Language): Translate {
  return (key, values = {}) =>
    WORDS[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Returns the text for one of our own words, such as a status. Returns the word itself if there is no text for it. */
export function wordOf(t: Translate, group: string, word: string): string {
  const key = `${group}.${word}`;
  return key in EN ? t(key as WordKey) : word;
}

/**
 * Returns the language that the reader chose (by a cookie), or the one that the browser prefers. Returns English if
 * neither is known.
 */
export function languageOf(request: ConsoleRequest): Language {
  const chosen = asLanguage(cookieOf(request, LANGUAGE_COOKIE) ?? '');
  if (chosen !== null) return chosen;
  const wishes = String(request.headers['accept-language'] ?? '')
    .split(',')
    .map((wish) => {
      const [tag = '', quality = 'q=1'] = wish.split(';').map((part) => part.trim());
      return { language: asLanguage(tag.slice(0, 2).toLowerCase()), weight: Number(quality.slice(2)) || 0 };
    })
    .filter(({ language, weight }) => language !== null && weight > 0);
  return wishes.sort((one, other) => other.weight - one.weight)[0]?.language ?? 'en';
}

export function asLanguage(text: string): Language | null {
  return LANGUAGES.find((language) => language === text) ?? null;
}
