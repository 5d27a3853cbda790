/** The one place that knows what must never reach a log, an error text or a URL that is logged. */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(bearer|apikey|authorization|x-api-key)(["']?\s*(?:[:=]\s*)?["']?)(bearer\s+)?[^\s"',;]+/gi, '$1$2[redacted]'],
  [/([?&]c=)[^&\s"']+/g, '$1[redacted]'],
  [/\b(whsec_|ck_)[A-Za-z0-9+/=_.-]+/g, '$1[redacted]'],
  [/(:\/\/[^\s:/@]*:)[^\s@/]+@/g, '$1[redacted]@'],
];
const MSISDN = /(?:\+|%2B)\d{7,15}\b/gi;

/** A word, and with an `@` what follows it: matches at every place where it begins, so that a text is read once. */
const WORD = /[^\s"'<>@:,;()[\]{}/]+(?:@[^\s"'<>@:,;()[\]{}/]*)?/g;
const AT = /@|%40/;
const DOMAIN = /\.\p{L}{2}/u;

/** C0, C1 and bidirectional control characters: they forge log lines and hide text on terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Longer than any address, number or password that stands in a text: what is cut may end in half of one. */
const LONGEST_WORD = 320;
const SPACE = /\s/;

export function redact(text: string): string {
  const safe = SECRETS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
  return safe.replace(WORD, withoutAddress).replace(MSISDN, '[msisdn]');
}

/** Text from outside, fit for a column or a log line: one line, no control characters, at most `max` characters. */
export function plainText(text: string, max: number): string {
  // A character is at most two units.
  const kept = text.slice(0, 2 * max).replace(CONTROL, ' ');
  return [...kept].slice(0, max).join('').trim();
}

/** Text from outside that may name people or secrets, as `plainText`. However long it is, only its beginning is read. */
export function safeText(text: string, max: number): string {
  return plainText(redact(beginning(text, 2 * max)), max);
}

/** The lines of a stack, at most `max` units of them. */
export function safeStack(stack: string, max: number): string {
  return redact(beginning(stack, max)).slice(0, max);
}

/** At least `length` units, and no half word behind them: no pattern recognises half an address. */
function beginning(text: string, length: number): string {
  if (text.length <= length + LONGEST_WORD) return text;
  let end = length + LONGEST_WORD;
  while (end > length && !SPACE.test(text.charAt(end))) end -= 1;
  return text.slice(0, end);
}

function withoutAddress(word: string): string {
  const at = word.search(AT);
  return at > 0 && DOMAIN.test(word.slice(at)) ? '[e-mail]' : word;
}
