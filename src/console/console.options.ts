/** Options of the operators' page. */
export interface ConsoleOptions {
  /**
   * Secrets that seal the session cookie. The first seals, all open. Instances behind one address need the same.
   * Without any, sessions end with the process.
   */
  readonly secrets?: readonly (string | Buffer)[];
  /** True where `api.authenticate` knows the keys in the database. There is no page for them otherwise. */
  readonly keys?: boolean;
}

export const CONSOLE_OPTIONS = Symbol('ConsoleOptions');
