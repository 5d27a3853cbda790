/** A variable, and the rule that its value breaks. */
export interface ConfigurationProblem {
  /** Name of the variable, such as `DJAMO_BASE_URL`. For a field in a JSON array it is `DJAMO_ACCOUNTS[0].baseUrl`. */
  readonly variable: string;
  /** The rule that the value breaks. It does not contain the value, which may be a secret. */
  readonly message: string;
}

/** Thrown if environment variables are invalid, with all problems at once. Its message has one line for each. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ variable, message }) => `${variable} ${message}`).join('\n'));
    this.name = 'ConfigurationError';
  }
}
