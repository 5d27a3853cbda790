const MAX_DEPTH = 32;
const MAX_FIELDS = 1_000;

/**
 * Foreign text as JSON, undefined when it is none. What is nested deeper or has wider objects than any answer that is
 * documented counts as none: what walks through it afterwards may recurse, and compare each field with each.
 */
export function readForeignJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return isWalkable(json, 1) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isWalkable(json: unknown, depth: number): boolean {
  if (typeof json !== 'object' || json === null) return true;
  const parts = Object.values(json);
  const isWide = !Array.isArray(json) && parts.length > MAX_FIELDS;
  return depth <= MAX_DEPTH && !isWide && parts.every((part) => isWalkable(part, depth + 1));
}
