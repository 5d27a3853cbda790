import {
  type Instruction,
  type PayoutConnector,
  ProviderReadError,
  type SubmitOutcome,
} from '../../common/payout-connector.js';
import { outcomeOf } from '../domain/read-outcome.js';
import type { Telemetry } from './telemetry.js';

type Call = (...parameters: unknown[]) => Promise<unknown>;

interface Operation {
  /** Name of the operation in metrics. */
  readonly name: string;
  /** Returns the account name from the first parameter of the call. */
  account(first: unknown): string;
  /** Returns the payout id from the first parameter of the call. Null for a call that is about no payout. */
  payout(first: unknown): string | null;
  /** Returns the word for the call's result in metrics, such as `found`. */
  resultOf(answer: unknown): string;
}

const byName = { account: (first: unknown) => String(first), payout: () => null };
const byInstruction = {
  account: (first: unknown) => (first as Instruction).account,
  payout: (first: unknown) => (first as Instruction).payoutId,
};
const ofOutcome = (answer: unknown): string => (answer as SubmitOutcome).kind;

/**
 * Methods of a connector whose calls are timed. Reads of lists are not timed, because the caller may stop before the
 * end of the list.
 */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  submit: { name: 'submit', ...byInstruction, resultOf: ofOutcome },
  cancel: { name: 'cancel', ...byInstruction, resultOf: ofOutcome },
  lookup: { name: 'lookup', ...byInstruction, resultOf: (answer) => (answer === 'absent' ? 'absent' : 'found') },
  checkRecipient: { name: 'check_recipient', ...byName, resultOf: () => 'ok' },
  balance: { name: 'balance', ...byName, resultOf: () => 'ok' },
};

/**
 * Returns a connector that behaves the same, with the same results and errors. It also reports the time of each call to
 * `telemetry`.
 */
export function timed(connector: PayoutConnector, telemetry: Telemetry): PayoutConnector {
  const calls = new Map<string | symbol, { readonly of: unknown; readonly call: Call }>();
  return new Proxy(connector, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      const known = calls.get(property);
      if (known?.of === value) return known.call;
      const operation = typeof property === 'string' ? OPERATIONS[property] : undefined;
      // Bound to the connector itself, because a proxy has no access to the connector's private fields.
      const bound = value.bind(target) as Call;
      const call = operation === undefined ? bound : timedCall(bound, operation, target.provider, telemetry);
      calls.set(property, { of: value, call });
      return call;
    },
  });
}

function timedCall(call: Call, operation: Operation, provider: string, telemetry: Telemetry): Call {
  return async (...parameters) => {
    const begun = performance.now();
    const [first] = parameters;
    const told = {
      provider,
      account: operation.account(first),
      operation: operation.name,
      payoutId: operation.payout(first),
    };
    const tell = (result: string): void =>
      telemetry.tell('called', { ...told, result, seconds: (performance.now() - begun) / 1_000 });
    try {
      const answer = await call(...parameters);
      tell(operation.resultOf(answer));
      return answer;
    } catch (error) {
      tell(error instanceof ProviderReadError ? outcomeOf(error) : 'error');
      throw error;
    }
  };
}
