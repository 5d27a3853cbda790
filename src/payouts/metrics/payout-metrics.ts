import { Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { EngineContext } from '../engine/engine-context.js';
import { Measured } from './measured.js';
import { Counted } from './process-counters.js';

/** Metrics of payouts for prom-client, the Prometheus client. Until `collect` is called, nothing is counted or read. */
@Injectable()
export class PayoutMetrics {
  constructor(private readonly context: EngineContext) {}

  /**
   * Adds all metrics to a registry and starts to count. Call it once, at the start of the application: payouts before
   * it are not counted.
   * @throws if the registry already has metrics with these names
   */
  collect(registry: Registry): void {
    new Counted(registry, this.context.telemetry, this.context.registry.accounts);
    new Measured(registry, this.context);
  }
}
