/**
 * Patterns of secrets and their replacements. They keep secrets out of logs, error messages and logged URLs. All
 * redaction is in this file.
 */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(bearer|apikey|authorization|x-api-key)(["']?\s*(?:[:=]\s*)?["']?)(bearer\s+)?[^\s"',;]+/gi, '$1$2[redacted]'],
  [/([?&]c=)[^&\s"']+/g, '$1[redacted]'],
  [/\b(whsec_|ck_)[A-Za-z0-9+/=_.-]+/g, '$1[redacted]'],
  [/(:\/\/[^\s:/@]*:)[^\s@/]+@/g, '$1[redacted]@'],
];
const MSISDN = /(?:\+|%2B)\d{7,15}\b/gi;

/**
 * Pattern of one word, including a following `@` and the text after it. It can match only at the start of a word, so
 * that a long text takes linear time.
 */
const WORD = /[^\s"'<>@:,;()[\]{}/]+(?:@[^\s"'<>@:,;()[\]{}/]*)?/g;
const AT = /@|%40/;
const DOMAIN = /\.\p{L}{2}/u;

/** C0, C1 and bidirectional control characters. They can forge log lines and hide text on a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A word of at most this many characters is not cut in half when a text is cut. E-mail addresses, phone numbers and
 * passwords are shorter. The patterns do not match half of one, so the half would remain readable.
 */
const LONGEST_WORD = 320;
const SPACE = /\s/;

/** Replaces secrets, e-mail addresses and phone numbers in a text with words such as `[redacted]` and `[msisdn]`. */
export function redact(text: string): string {
  const safe = SECRETS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
  return safe.replace(WORD, withoutAddress).replace(MSISDN, '[msisdn]');
}

/**
 * Cleans text from outside for a database column or a log line: one line, no control characters, at most `max`
 * characters.
 */
export function plainText(text: string, max: number): string {
  // A character has at most two UTF-16 units, so this keeps at least `max` characters.
  const kept = text.slice(0, 2 * max).replace(CONTROL, ' ');
  return [...kept].slice(0, max).join('').trim();
}

/**
 * Cleans text like `plainText` and also removes personal data and secrets. Only the beginning of a long text is read.
 */
export function safeText(text: string, max: number): string {
  return plainText(redact(beginning(text, 2 * max)), max);
}

/** Removes secrets and personal data from a stack trace and cuts it to `max` UTF-16 units. It keeps the line breaks. */
export function safeStack(stack: string, max: number): string {
  return redact(beginning(stack, max)).slice(0, max);
}

/**
 * Returns at least the first `length` UTF-16 units of a text. If possible, it cuts the text at the end of a word,
 * because the patterns do not match half an address.
 */
function beginning(text: string, length: number): string {
  if (text.length <= length + LONGEST_WORD) return text;
  let end = length + LONGEST_WORD;
  while (end > length && !SPACE.test(text.charAt(end))) end -= 1;
  return text.slice(0, end);
}

/** Returns `[e-mail]` if the word is an e-mail address. Returns any other word unchanged. */
function withoutAddress(word: string): string {
  const at = word.search(AT);
  return at > 0 && DOMAIN.test(word.slice(at)) ? '[e-mail]' : word;
}
