import { Inject, Injectable } from '@nestjs/common';
import { ConnectorRegistry } from '../connector-registry.js';
import { ENGINE_SETTINGS, type EngineSettings, type PayoutsTimings } from '../payouts.options.js';
import { StorageClock } from '../storage/database/storage-clock.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { Recorder } from './recorder.js';

/** Dependencies that every part of the engine needs. */
@Injectable()
export class EngineContext {
  readonly timings: PayoutsTimings;
  readonly recorder: Recorder;

  constructor(
    readonly unitOfWork: UnitOfWork,
    readonly registry: ConnectorRegistry,
    readonly clock: StorageClock,
    @Inject(ENGINE_SETTINGS) readonly settings: EngineSettings,
  ) {
    this.timings = settings.timings;
    this.recorder = new Recorder(unitOfWork);
  }
}
