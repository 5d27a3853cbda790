/** The result of one check of `cauri doctor`. */
export interface Finding {
  /** Name of the check, such as `database` or `provider`. */
  readonly check: string;
  /** Name of the account. Null if the check concerns no single account. */
  readonly account: string | null;
  /**
   * Severity. `hint` means that the service works, but the operator should know something. `failed` makes the exit code
   * 1, or 78 for the configuration.
   */
  readonly status: 'ok' | 'hint' | 'failed';
  readonly message: string;
  /** Instruction that solves the problem, in one line. Null if the status is `ok`. */
  readonly remedy: string | null;
}

export function ok(check: string, message: string, account: string | null = null): Finding {
  return { check, account, status: 'ok', message, remedy: null };
}

interface Trouble {
  readonly message: string;
  readonly remedy: string;
  readonly account?: string | null;
}

export function failed(check: string, { message, remedy, account = null }: Trouble): Finding {
  return { check, account, status: 'failed', message, remedy };
}

export function hint(check: string, { message, remedy, account = null }: Trouble): Finding {
  return { check, account, status: 'hint', message, remedy };
}
