/**
 * HTML that is safe to send, because every value in it was escaped. Create it with `html`; the constructor escapes
 * nothing.
 */
export class Html {
  constructor(readonly text: string) {}
}

/** A value in an HTML template. Null, undefined and false add nothing. */
export type HtmlPart = Html | string | number | null | undefined | false | readonly HtmlPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Builds HTML from a template. Every value is escaped, except HTML that `html` itself has built. Attributes must be
 * quoted in the template, because an escaped value could end an attribute without quotes.
 *
 * A library such as Preact is not used: for these few lines, it would bring an ES module into every CommonJS host.
 */
export function html(template: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const text = template.reduce((before, after, index) => before + textOf(parts[index - 1]) + after);
  return new Html(text);
}

/**
 * Returns an attribute without a value, such as `checked`, if the condition is true. Otherwise returns null, which adds
 * nothing.
 */
export function attributeIf(name: 'checked' | 'selected' | 'required' | 'hidden', condition: boolean): HtmlPart {
  return condition ? new Html(` ${name}`) : null;
}

function textOf(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
