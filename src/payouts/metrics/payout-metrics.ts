import { Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { EngineContext } from '../engine/engine-context.js';
import { Counted } from './counted.js';
import { Measured } from './measured.js';

/** The metrics of payouts, for a registry of prom-client. Without a call of `collect` nothing is counted or read. */
@Injectable()
export class PayoutMetrics {
  constructor(private readonly context: EngineContext) {}

  /**
   * Adds all series to a registry and counts from now on. Call it once, when the application starts.
   * @throws if the registry has them already
   */
  collect(registry: Registry): void {
    new Counted(registry, this.context.telemetry, this.context.registry.accounts);
    new Measured(registry, this.context);
  }
}
