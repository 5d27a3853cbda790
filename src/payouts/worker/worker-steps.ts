import { Injectable } from '@nestjs/common';
import { Canceller } from './canceller.js';
import { Prober } from './prober.js';
import { Reader } from './reader.js';
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
