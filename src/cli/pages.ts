const LIMIT = 100;

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * Reads all pages of a list with `read`, one after the other, and returns the items of all pages in their order. The
 * first page is read without `cursor`.
 */
export async function everyPage<T>(
  read: (page: { readonly limit: number; readonly cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read({ limit: LIMIT, ...(cursor !== null && { cursor }) });
    found.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
