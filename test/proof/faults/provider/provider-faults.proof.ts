import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASES, type DatabaseKind } from '../../../support/databases.js';
import { World } from '../../../support/world.js';
import { judgeRun } from '../../oracle.js';
import { count, SHORT } from '../../tally.js';
import { accountsOf } from './accounts.js';
import { ProviderCase } from './provider-case.js';
import { FAULTS, type Fault, type Phase, REVIEWS } from './provider-faults.js';
import { TRUSTED } from './trusted-certificate.js';

const KINDS = SHORT ? DATABASES.slice(0, 1) : DATABASES;
const CHOSEN = SHORT ? FAULTS.filter((_, index) => index % 4 === 0) : FAULTS;
const PROVIDERS = ['djamo', 'jumia'] as const;
/** So many of them in one service: its loop goes over all accounts. */
const AT_ONCE = 15;

interface Run {
  readonly phase: Phase;
  readonly faults: readonly Fault[];
  readonly title: string;
}

/** In the order of the table, and all of them in both phases. */
function runs(): Run[] {
  const firsts = Array.from({ length: Math.ceil(CHOSEN.length / AT_ONCE) }, (_, index) => index * AT_ONCE);
  return (['first send', 'look-up'] as const).flatMap((phase) =>
    firsts.map((first) => {
      const faults = CHOSEN.slice(first, first + AT_ONCE);
      return { phase, faults, title: `at the ${phase}, ${first + 1} to ${first + faults.length}` };
    }),
  );
}

/** Every case at once in one service; they share nothing, for each has an account and a line of its own. */
async function open(kind: DatabaseKind, { phase, faults }: Run, folder: string) {
  const places = faults.flatMap((fault, index) => PROVIDERS.map((provider) => ({ fault, index, provider })));
  const opened = await Promise.all(
    places.map(({ fault, index, provider }) =>
      ProviderCase.open(fault, { account: `${provider}-${index}`, provider, phase, unknownHosts: folder }),
    ),
  );
  const cases = opened.filter((one) => one !== null);
  const certificate = join(folder, 'trusted.pem');
  writeFileSync(certificate, TRUSTED.cert);
  const environment = {
    NODE_EXTRA_CA_CERTS: certificate,
    NODE_OPTIONS: `--require=${join(__dirname, 'no-such-host.js')}`,
    NO_SUCH_HOST: folder,
    // A busy machine must not make timeouts that no case ordered.
    SUBMIT_TIMEOUT: '2500ms',
    LEASE: '8s',
    ...accountsOf(cases.map(({ placement, line }) => ({ ...placement, url: line.url }))),
  };
  // A second POST of the same reference would pay twice.
  const djamo = { uniqueReferences: false };
  const relay = async (to: string, url: string) => {
    for (const { placement, line } of cases) if (placement.provider === to) line.relay.target = url;
    return url;
  };
  return { cases, world: await World.start(kind, environment, { djamo, relay }) };
}

describe.each(KINDS)('provider and HTTP faults on $name', (kind) => {
  describe.each(runs())('$title', (run) => {
    const folder = mkdtempSync(join(tmpdir(), 'cauri-faults-'));
    let startedAt: number;
    let world: World;
    let cases: readonly ProviderCase[];

    beforeAll(async () => {
      startedAt = performance.now();
      ({ world, cases } = await open(kind, run, folder));
      await Promise.all(cases.map((one) => one.run(world)));
    });
    afterAll(async () => {
      await world.stop();
      await Promise.all(cases.map(({ line }) => line.close()));
      rmSync(folder, { recursive: true, force: true });
    });

    it.each(run.faults.map(({ name }) => name))('%s ends as it has to', async (name) => {
      for (const one of cases.filter(({ fault }) => fault === name)) {
        const { account } = one.placement;
        expect({ account, ...(await one.result(world)) }).toEqual({ account, ...one.expected() });
      }
    });

    it('pays nothing twice and loses nothing', async () => {
      const accepted = cases.flatMap(({ ids }) => ids);
      const verdict = await judgeRun(world, accepted, { reviews: ['refused_after_unknown'] });
      const share = (performance.now() - startedAt) / cases.length;
      for (const one of cases) {
        const { final } = await one.result(world);
        const reviews = final.filter((state) => REVIEWS.includes(state)).length;
        count('provider faults', { ...verdict, payouts: final.length, reviews }, performance.now() - share);
      }
    });
  });
});
