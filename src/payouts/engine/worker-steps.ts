import { Injectable } from '@nestjs/common';
import { Canceller } from './credit-canceller.js';
import { Prober } from './hold-probe.js';
import { Reader } from './provider-reader.js';
import { Submitter } from './submitter.js';

/** Everything that the worker can do with one payout. */
@Injectable()
export class WorkerSteps {
  constructor(
    readonly submitter: Submitter,
    readonly reader: Reader,
    readonly prober: Prober,
    readonly canceller: Canceller,
  ) {}
}
