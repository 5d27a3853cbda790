import { Inject, Injectable } from '@nestjs/common';
import { ConnectorRegistry } from '../connector-registry.js';
import { ENGINE_SETTINGS, type EngineSettings, type PayoutsTimings } from '../payouts.options.js';
import { StorageClock } from '../storage/database/storage-clock.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { ReadRates } from './read-rates.js';
import { Recorder } from './recorder.js';
import { Telemetry } from './telemetry.js';

/** The dependencies that most parts of the engine need. */
@Injectable()
export class EngineContext {
  readonly timings: PayoutsTimings;
  readonly recorder: Recorder;
  /** Read limits of each account. Reads by the worker and by API requests share them. */
  readonly reads: ReadRates;
  @Inject(Telemetry) readonly telemetry: Telemetry = new Telemetry();

  constructor(
    readonly unitOfWork: UnitOfWork,
    readonly registry: ConnectorRegistry,
    readonly clock: StorageClock,
    @Inject(ENGINE_SETTINGS) readonly settings: EngineSettings,
  ) {
    this.timings = settings.timings;
    this.reads = new ReadRates(settings.timings.readRate, clock);
    this.recorder = new Recorder(unitOfWork, (recordings, seconds) =>
      this.telemetry.tell('grouped', { work: 'record', size: recordings.length, seconds, requests: [] }),
    );
  }
}
