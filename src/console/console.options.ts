/** Options of the operators' page. */
export interface ConsoleOptions {
  /**
   * Secrets that seal the session cookie. The first seals, all open. Instances behind one address need the same.
   * Without any, sessions end with the process.
   */
  readonly secrets?: readonly (string | Buffer)[];
}

export const CONSOLE_OPTIONS = Symbol('ConsoleOptions');
