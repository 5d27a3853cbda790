export interface ConfigurationProblem {
  /** `DJAMO_BASE_URL`, or `DJAMO_ACCOUNTS[0].baseUrl` for a field in a JSON array. */
  readonly variable: string;
  /** The rule that is broken. Does not contain the value, which may be a secret in the wrong place. */
  readonly message: string;
}

/** Thrown with all problems of the environment at once. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ variable, message }) => `${variable} ${message}`).join('\n'));
    this.name = 'ConfigurationError';
  }
}
