/** Options of the console, which a host passes to `ConsoleModule.forRoot`. All are optional. */
export interface ConsoleOptions {
  /**
   * Secrets that encrypt the session cookie, each of at least 16 bytes. The first one encrypts, all of them decrypt.
   * All instances behind one address need the same secrets. If omitted, sessions end when the process ends.
   */
  readonly secrets?: readonly (string | Buffer)[];
  /** True if `api.authenticate` accepts the API keys of the database. The console then has a page to manage them. */
  readonly keys?: boolean;
}

export const CONSOLE_OPTIONS = Symbol('ConsoleOptions');
