export interface ConfigurationProblem {
  /** `DJAMO_BASE_URL`, or `DJAMO_ACCOUNTS[0].baseUrl` inside a JSON array. */
  readonly variable: string;
  /** What the rule is; never the value, which may be a secret in the wrong place. */
  readonly message: string;
}

/** Everything that is wrong with the environment, at once. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ variable, message }) => `${variable} ${message}`).join('\n'));
    this.name = 'ConfigurationError';
  }
}
