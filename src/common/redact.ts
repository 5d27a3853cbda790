/** The one place that knows what must never reach a log, an error text or a URL that is logged. */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(bearer|apikey|authorization|x-api-key)(["']?\s*[:=]?\s*["']?)(bearer\s+)?[^\s"',;]+/gi, '$1$2[redacted]'],
  [/([?&]c=)[^&\s"']+/g, '$1[redacted]'],
  [/\b(whsec_|ck_)[A-Za-z0-9+/=_.-]+/g, '$1[redacted]'],
  [/(\w+:\/\/[^\s:/@]*:)[^\s@/]+@/g, '$1[redacted]@'],
  [/[^\s"'<>@:,;()[\]{}/]+@[^\s"'<>@:,;()[\]{}]+\.[A-Za-z]{2,}/g, '[e-mail]'],
  [/\+\d{7,15}\b/g, '[msisdn]'],
];

/** C0, C1 and bidirectional control characters: they forge log lines and hide text on terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function redact(text: string): string {
  return SECRETS.reduce((safe, [pattern, replacement]) => safe.replace(pattern, replacement), text);
}

/** Text from outside, fit for a column or a log line: one line, no control characters, at most `max` characters. */
export function plainText(text: string, max: number): string {
  return [...text.replace(CONTROL, ' ')].slice(0, max).join('').trim();
}
