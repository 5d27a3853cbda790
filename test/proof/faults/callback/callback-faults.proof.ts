import { DATABASES, type DatabaseKind } from '../../../support/databases.js';
import { freePort } from '../../../support/mariadb-server.js';
import { World } from '../../../support/world.js';
import { judgeRun } from '../../oracle.js';
import { count, SHORT } from '../../tally.js';
import { accountsOf, type Provider } from '../provider/accounts.js';
import { type Behaviour, HttpRelay, pass } from '../provider/http-relay.js';
import { CallbackCase, type Stage } from './callback-case.js';
import {
  CALLBACK_FAULTS,
  type CallbackFault,
  type CallbackPhase,
  NEVER,
  PHASES,
  UNKNOWN_PAYOUT,
} from './callback-faults.js';
import { CURRENT, PREVIOUS, webhookSecret } from './callback-letters.js';

const KINDS = SHORT ? DATABASES.slice(0, 1) : DATABASES;
const PROVIDERS: readonly Provider[] = ['djamo', 'jumia'];
const ALL: readonly CallbackPhase[] = ['accepted', ...PHASES];

/** Nothing settles and nobody calls back but the test itself. */
const QUIET = { settleAfterMs: 3_600_000, callbackLost: 1 };

async function stage(provider: Provider, phase: CallbackPhase): Promise<Stage> {
  const relay = await HttpRelay.start();
  const waiting: (() => void)[] = [];
  if (phase === 'under-way') {
    // The provider has executed the POST and says nothing: neither to it nor to the reads while it is under way.
    const keepWaiting: Behaviour = async (exchange) => {
      const reply = exchange.method === 'POST' ? await exchange.forward() : null;
      await new Promise<void>((resolve) => waiting.push(resolve));
      exchange.answer(reply ?? (await exchange.forward()));
    };
    // Registering for callbacks is a POST as well, and comes again later.
    relay.onCreate = async (exchange) => (exchange.path.endsWith('/webhooks') ? pass(exchange) : keepWaiting(exchange));
    relay.onRead = async (exchange) => (waiting.length > 0 ? keepWaiting(exchange) : pass(exchange));
  }
  const release = () => {
    for (const answer of waiting.splice(0)) answer();
  };
  return { account: `${provider}-${phase}`, provider, phase, relay, release };
}

async function open(kind: DatabaseKind, stages: readonly Stage[], pollPlan: string): Promise<World> {
  const PORT = String(await freePort());
  const accounts = stages.map(({ account, provider, relay }) => ({
    account,
    provider,
    url: `http://127.0.0.1:${relay.port}`,
    webhookSecret: `${webhookSecret(account, 'current')},${webhookSecret(account, 'previous')}`,
  }));
  const environment = {
    ...accountsOf(accounts),
    PORT,
    PUBLIC_URL: `http://127.0.0.1:${PORT}`,
    CALLBACK_KEYS: [CURRENT, PREVIOUS].map(({ kid, secret }) => `${kid}:${secret}`).join(','),
    POLL_PLAN: pollPlan,
    // Longer than all orders of four callbacks take on a busy machine: a POST must stay without its answer meanwhile.
    SUBMIT_TIMEOUT: '10m',
    LEASE: '20m',
    SUBMIT_CONCURRENCY: '100',
    SUBMIT_RATE: '200/s',
    READ_RATE: '200/s',
  };
  const relay = async (to: string, url: string) => {
    for (const { provider, relay } of stages) if (provider === to) relay.target = url;
    return url;
  };
  const world = await World.start(kind, environment, { djamo: { uniqueReferences: false }, relay });
  for (const provider of PROVIDERS) await world.sandbox(provider, 'POST', 'settings', QUIET);
  return world;
}

/** Half of the payouts fail at their provider, so that a body is believed neither way. */
function casesOf(world: World, faults: readonly CallbackFault[], stages: readonly Stage[]): CallbackCase[] {
  return faults.flatMap((fault, index) =>
    stages
      .filter(({ phase }) => fault.phases.includes(phase))
      .map((one) => new CallbackCase(world, fault, one, index % 2 === 0 ? 'paid' : 'failed')),
  );
}

async function resumed(world: World, stages: readonly Stage[]): Promise<void> {
  for (const { account, release } of stages) {
    await world.call('POST', `/v1/accounts/${account}/resume`);
    release();
  }
}

const isStill = ({ stage: { phase } }: CallbackCase) => phase !== 'accepted';

/** All cases at once: each payout reaches its phase, meets its fault, and goes on. */
async function run(world: World, cases: readonly CallbackCase[], stages: readonly Stage[]): Promise<void> {
  const held = stages.filter(({ phase }) => phase === 'queued');
  for (const { account } of held) await world.call('POST', `/v1/accounts/${account}/pause`, { reason: 'to wait' });
  const callsBack = cases.every(({ fault }) => fault !== NEVER);
  await Promise.all(cases.filter(isStill).map((one) => one.arrive()));
  const racing = cases.filter((one) => !isStill(one));
  await Promise.all([
    ...cases.filter(isStill).map((one) => one.meet()),
    ...racing.map((one) => one.arrive().then(() => one.meet())),
  ]);
  await resumed(world, stages);
  await Promise.all(cases.map((one) => one.leave(callsBack)));
}

const RUNS = [
  {
    title: 'callbacks',
    groups: [CALLBACK_FAULTS.filter((_, index) => !SHORT || index % 3 === 0), [UNKNOWN_PAYOUT]],
    pollPlan: '1h',
  },
  { title: 'no callbacks at all', groups: [[NEVER]], pollPlan: '300ms,1s' },
];

describe.each(KINDS)('callback faults on $name', (kind) => {
  describe.each(RUNS)('$title', ({ groups, pollPlan }) => {
    const cases: CallbackCase[] = [];
    let startedAt: number;
    let stages: readonly Stage[];
    let world: World;

    beforeAll(async () => {
      startedAt = performance.now();
      stages = await Promise.all(PROVIDERS.flatMap((provider) => ALL.map((phase) => stage(provider, phase))));
      world = await open(kind, stages, pollPlan);
      for (const faults of groups) {
        const group = casesOf(world, faults, stages);
        cases.push(...group);
        await run(world, group, stages);
      }
    });
    afterAll(async () => {
      await world.stop();
      await Promise.all(stages.map(({ relay }) => relay.close()));
    });

    it.each(groups.flat().map(({ name }) => name))('%s: only the provider decides', async (name) => {
      for (const one of cases.filter(({ fault }) => fault.name === name)) {
        one.expectMet();
        await one.expectTrue();
      }
    });

    it('pays nothing twice and loses nothing', async () => {
      const verdict = await judgeRun(
        world,
        cases.map(({ id }) => id),
      );
      const share = (performance.now() - startedAt) / cases.length;
      for (const _ of cases) count('callback faults', { ...verdict, payouts: 1 }, performance.now() - share);
    });
  });
});
