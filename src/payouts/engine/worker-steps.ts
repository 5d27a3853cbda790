import { Injectable } from '@nestjs/common';
import { CreditCanceller } from './credit-canceller.js';
import { HoldProbe } from './hold-probe.js';
import { ProviderReader } from './provider-reader.js';
import { Submitter } from './submitter.js';

/** Everything that the worker can do with one payout. */
@Injectable()
export class WorkerSteps {
  constructor(
    readonly submitter: Submitter,
    readonly reader: ProviderReader,
    readonly prober: HoldProbe,
    readonly canceller: CreditCanceller,
  ) {}
}
