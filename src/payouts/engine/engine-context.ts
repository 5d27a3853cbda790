import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { policyOf } from '../domain/account-policy.js';
import type { FundsContext } from '../domain/shortfall-hold.js';
import { ENGINE_SETTINGS, type EngineSettings, type PayoutsTimings } from '../payouts.options.js';
import { StorageClock } from '../storage/database/storage-clock.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { Balances } from './balances.js';
import { ConnectorRegistry } from './connector-registry.js';
import { ReadLimiter } from './read-limiter.js';
import { Recorder } from './recorder.js';
import { Telemetry } from './telemetry.js';

const DAY_MS = 86_400_000;

/** Dependencies that the services of the engine share. The engine is the code that sends and reads payouts. */
@Injectable()
export class EngineContext {
  /** Configured durations and rates, with daily reads of paid payouts if callbacks are off. */
  readonly timings: PayoutsTimings;
  readonly recorder: Recorder;
  readonly balances: Balances;
  /** Limits of reads per second for each account. The worker and API requests share them. */
  readonly reads: ReadLimiter;
  @Inject(Telemetry) readonly telemetry: Telemetry = new Telemetry();

  constructor(
    readonly unitOfWork: UnitOfWork,
    readonly registry: ConnectorRegistry,
    readonly clock: StorageClock,
    @Inject(ENGINE_SETTINGS) readonly settings: EngineSettings,
  ) {
    // Without callbacks only a read tells that a credit was spent or came back, so it is read daily.
    this.timings = settings.callbacks ? settings.timings : { ...settings.timings, watchPlan: [DAY_MS] };
    this.reads = new ReadLimiter(settings.timings.readRate, clock);
    this.recorder = new Recorder(unitOfWork, (recordings, seconds) => {
      const payouts = recordings.map(({ payoutId }) => payoutId);
      this.telemetry.tell('grouped', { work: 'record', size: recordings.length, seconds, requests: [], payouts });
    });
    this.balances = new Balances({ unitOfWork, registry, clock });
  }

  /** Returns the settings and facts that decide whether a lack of money stops all sending from the account. */
  fundsOf(account: ConnectorAccount, at: number): FundsContext {
    const { holdOnShortfall } = policyOf(account);
    return {
      holdOnShortfall,
      tellsBalance: this.registry.tellsBalance(account.name),
      holdPlan: this.timings.holdPlan,
      at,
    };
  }
}
