/** Without this character at its end. An expression such as `/0+$/` looks at every run of it once per character. */
export function trimEnd(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
