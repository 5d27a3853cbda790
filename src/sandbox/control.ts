import { readMode } from './callback-settings.js';
import { type Delivery, type Incoming, json } from './http.js';
import type { Answer, Settings } from './provider.js';
import { SCENARIOS } from './scenarios.js';
import type { Session } from './session.js';

type Command = (session: Session, body: Record<string, unknown>) => Answer;

/**
 * First path segment of the control API, with which tests observe and change the sandbox. Requests with any other first
 * segment go to the provider.
 */
export const CONTROL = '_sandbox';

/**
 * Handlers of the control API, by method and second path segment. `POST transactions/<id>` has a third segment, so it
 * is not in this table.
 */
const COMMANDS: Record<string, Command> = {
  'GET ledger': ({ ledger }) => ok(ledger.entries),
  'GET requests': ({ requests }) => ok(requests),
  'GET transactions': ({ provider }) => ok(provider.transactions()),
  'GET settings': ({ settings }) => ok(settings),
  'GET magic': ({ provider }) => ok([...SCENARIOS, ...provider.scenarios]),
  'GET callbacks': ({ callbacks }) => ok(callbacks.tries),
  'POST clock': advanceClock,
  'POST callbacks': ({ settings }, body) => {
    const mode = readMode(body);
    return Array.isArray(mode) ? bad(...mode) : ok(Object.assign(settings, mode));
  },
  'POST strangers': ({ provider }, body) => provider.stranger(body),
  'POST settings': ({ settings }, body) => changeSettings(settings, body),
  'POST faults': ({ faults }, body) => {
    const problems = faults.order(body);
    return problems.length > 0 ? bad(...problems) : ok(faults.list());
  },
  'GET faults': ({ faults }) => ok(faults.list()),
  'DELETE faults': ({ faults }) => {
    faults.clear();
    return ok(faults.list());
  },
};

/**
 * Handles a request to the control API, except `POST reset`. The request needs no credentials, because the sandbox is
 * only for tests on one machine. An unknown command gets a 404, and an invalid body a 400 with its problems.
 */
export function handleControl(session: Session, { method, segments, body }: Incoming): Delivery {
  const [, name = '', key] = segments;
  const command = COMMANDS[`${method} ${name}`];
  const answer =
    method === 'POST' && name === 'transactions' && key !== undefined
      ? session.provider.push(key, body)
      : (command?.(session, body) ?? { status: 404, body: { problems: [`no ${method} ${name} in the control API`] } });
  return json(answer.status, answer.body);
}

function advanceClock({ timeline }: Session, { advanceMs }: Record<string, unknown>): Answer {
  if (typeof advanceMs !== 'number' || !(advanceMs >= 0)) return bad('advanceMs must be a number >= 0');
  timeline.advance(advanceMs);
  return ok({ now: timeline.timestamp() });
}

/**
 * Changes settings that exist, if the new values have the types of the old ones. If one is not valid, it changes none
 * and answers 400.
 */
function changeSettings(settings: Settings, changes: Record<string, unknown>): Answer {
  const current: Record<string, unknown> = { ...settings };
  const problems = Object.entries(changes)
    .filter(([name, value]) => typeof value !== typeof current[name])
    .map(([name]) => (name in current ? `${name} must be a ${typeof current[name]}` : `${name} is no setting`));
  if (problems.length > 0) return bad(...problems);
  return ok(Object.assign(settings, changes));
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function bad(...problems: string[]): Answer {
  return { status: 400, body: { problems } };
}
