import type { Operation } from './provider.js';
import type { Scenario } from './scenario.js';
import { scenarioOfWord } from './scenarios.js';

interface Fault {
  scenario: Scenario;
  /** Number of requests that still get the fault. `Infinity` for `down`. */
  remaining: number;
  /**
   * Number of requests of this kind that are still handled normally before the fault begins. These get no other fault
   * either, if it was ordered after this one.
   */
  after: number;
  /** Kind of request that gets the fault. */
  on: Operation | 'any';
}

const OPERATIONS: readonly unknown[] = ['create', 'cancel', 'read', 'manage', 'any'];

const DOWN: Scenario = {
  word: 'down',
  msisdnEnding: '',
  executes: 'never',
  reply: 'reset',
  summary: 'Every connection is cut until the faults are deleted.',
};

/**
 * Faults that a test ordered through the control API and that have not yet ended. Each applies to the next requests of
 * its kind, whoever the recipient is. If several apply to a request, it gets the one that was ordered first.
 */
export class Faults {
  private pending: Fault[] = [];

  /**
   * Orders a fault from the body of a control request: `fault` is a scenario's word or `down`, `times` defaults to 1,
   * `after` to 0 and `on` to `any`. Returns the problems of the body. If there are none, the fault is ordered. `down`
   * applies to every request until the faults are deleted.
   */
  order({ fault, times = 1, after = 0, on = 'any' }: Record<string, unknown>): string[] {
    const scenario = fault === DOWN.word ? DOWN : scenarioOfWord(fault);
    if (!scenario) return [`fault must be "down" or one of the words of GET /_sandbox/magic`];
    if (!isOperation(on)) return [`on must be one of ${OPERATIONS.join(', ')}`];
    if (!isCount(times, 1)) return ['times must be a whole number >= 1'];
    if (!isCount(after, 0)) return ['after must be a whole number >= 0'];
    this.pending.push(
      scenario === DOWN
        ? { scenario, remaining: Infinity, after: 0, on: 'any' }
        : { scenario, remaining: times, after, on },
    );
    return [];
  }

  clear(): void {
    this.pending = [];
  }

  /**
   * Returns the scenario of the fault that a request of this kind must get, and counts that fault as used once. Returns
   * undefined if the request must be handled normally.
   */
  take(operation: Operation): Scenario | undefined {
    const fault = this.pending.find(({ on }) => on === 'any' || on === operation);
    if (!fault) return undefined;
    if (fault.after > 0) {
      fault.after -= 1;
      return undefined;
    }
    fault.remaining -= 1;
    if (fault.remaining === 0) this.pending.splice(this.pending.indexOf(fault), 1);
    return fault.scenario;
  }

  /**
   * Returns the faults that are still to come, in the order in which they were ordered, as the control API shows them.
   */
  list(): object[] {
    return this.pending.map(({ scenario, remaining, on }) => ({
      fault: scenario.word,
      times: remaining === Infinity ? 'until deleted' : remaining,
      on,
    }));
  }
}

function isCount(value: unknown, least: number): value is number {
  return Number.isInteger(value) && Number(value) >= least;
}

function isOperation(value: unknown): value is Operation | 'any' {
  return OPERATIONS.includes(value);
}
