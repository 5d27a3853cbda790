import { Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { EngineContext } from '../engine/engine-context.js';
import { Measured } from './measured.js';
import { Counted } from './process-counters.js';

/** Metrics of payouts for prom-client. Nothing is counted or read before `collect` is called. */
@Injectable()
export class PayoutMetrics {
  constructor(private readonly context: EngineContext) {}

  /**
   * Adds all series to a registry and starts to count. Call it once, at the start of the application.
   * @throws if the registry already has the series
   */
  collect(registry: Registry): void {
    new Counted(registry, this.context.telemetry, this.context.registry.accounts);
    new Measured(registry, this.context);
  }
}
