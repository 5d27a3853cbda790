interface Expectation {
  readonly not: Expectation;
  readonly rejects: { toThrow(expected?: unknown): Promise<void>; toMatchObject(expected: unknown): Promise<void> };
  toBe(expected: unknown): void;
  toBeGreaterThan(expected: number): void;
  toBeInstanceOf(expected: unknown): void;
  toContain(expected: unknown): void;
  toEqual(expected: unknown): void;
  toHaveLength(expected: number): void;
  toMatch(expected: RegExp): void;
  toMatchObject(expected: unknown): void;
}

type Case = (name: string, body: () => unknown) => void;
type Cases = <Row>(rows: readonly Row[]) => (name: string, body: (...row: RowItems<Row>) => unknown) => void;
type RowItems<Row> = Row extends readonly unknown[] ? Row : [Row];
type Hook = (body: () => unknown) => void;

interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: Case & { readonly each: Cases };
  readonly expect: ((actual: unknown) => Expectation) & { stringMatching(pattern: RegExp): unknown };
  readonly beforeAll: Hook;
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
  readonly afterAll: Hook;
}

/**
 * Functions of the test runner, taken from the global scope when this file is loaded. No runner is imported, so that
 * the tests work with Jest and with Vitest. Vitest needs `globals: true`; without it they are undefined.
 */
export const { describe, it, expect, beforeAll, beforeEach, afterEach, afterAll } = globalThis as unknown as TestRunner;
