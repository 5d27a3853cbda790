import { readFileSync } from 'node:fs';
import type { ConfigurationProblem } from './configuration.error.js';
import type { VariableRule } from './variable-rules.js';

/** Value of a secret that names a file, such as `file:/run/secrets/key`. */
const SECRET_FILE = /^file:(\/.*)$/s;

/** Reads environment variables. It collects the problems, so that all of them are reported together. */
export class Environment {
  readonly problems: ConfigurationProblem[] = [];

  constructor(private readonly variables: NodeJS.ProcessEnv) {}

  problem(variable: string, message: string): void {
    this.problems.push({ variable, message });
  }

  /** Returns the value of a variable without spaces around it. Returns null if it is not set or empty. */
  text(variable: string): string | null {
    return this.variables[variable]?.trim() || null;
  }

  /**
   * Returns the value of a secret. If the value is `file:/path`, returns the content of that file. Returns null if it
   * is not set, or if the file cannot be read, which is recorded as a problem.
   */
  secret(variable: string): string | null {
    const value = this.variables[variable];
    return value ? this.resolve(variable, value) : null;
  }

  /**
   * Returns the secret itself or, if the value names a file, the content of the file without a line break at its end.
   * If the file is empty or cannot be read, records a problem and returns null.
   */
  resolve(variable: string, value: string): string | null {
    const path = SECRET_FILE.exec(value)?.[1];
    if (path === undefined) return value;
    try {
      const content = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
      if (content !== '') return content;
      this.problem(variable, 'names an empty file');
    } catch (error) {
      this.problem(variable, `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    return null;
  }

  /**
   * Returns the converted value of a variable. Returns `fallback` if it is not set, and also if it is invalid, which is
   * recorded as a problem.
   */
  read<T>(variable: string, fallback: T, rule: VariableRule<T>): T {
    return this.check(variable, this.text(variable), rule) ?? fallback;
  }

  /**
   * Returns the converted value of a secret. Returns null if it is not set, and also if it is invalid, which is
   * recorded as a problem.
   */
  readSecret<T>(variable: string, rule: VariableRule<T>): T | null {
    return this.check(variable, this.secret(variable), rule);
  }

  private check<T>(variable: string, text: string | null, rule: VariableRule<T>): T | null {
    if (text === null) return null;
    const value = rule.parse(text);
    if (value === null) this.problem(variable, rule.message);
    return value;
  }
}
