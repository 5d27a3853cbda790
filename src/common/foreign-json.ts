const MAX_DEPTH = 32;
const MAX_FIELDS = 1_000;

/**
 * Parses JSON from a provider or another outside sender. Returns undefined if the text is not JSON, is nested deeper
 * than 32 levels, or has an object with more than 1 000 fields. No documented response is that large. The limits
 * protect code that recurses into the result or compares all its fields.
 */
export function readForeignJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return isWalkable(json, 1) ? json : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns true if `json` exceeds neither the maximum depth nor the maximum number of fields. `depth` is its level of
 * nesting, counted from 1.
 */
function isWalkable(json: unknown, depth: number): boolean {
  if (typeof json !== 'object' || json === null) return true;
  const parts = Object.values(json);
  const isWide = !Array.isArray(json) && parts.length > MAX_FIELDS;
  return depth <= MAX_DEPTH && !isWide && parts.every((part) => isWalkable(part, depth + 1));
}
