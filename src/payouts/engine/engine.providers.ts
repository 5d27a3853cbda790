import { BalanceScheduler } from './balance.scheduler.js';
import { ClockScheduler } from './clock.scheduler.js';
import { CreditCanceller } from './credit-canceller.js';
import { DeadlineSweeper } from './deadline-sweeper.js';
import { Dispatcher, WorkerSteps } from './dispatcher.js';
import { EngineContext } from './engine-context.js';
import { FirstLookup } from './first-lookup.js';
import { HoldProbe } from './hold-probe.js';
import { ProviderReader } from './provider-reader.js';
import { Submitter } from './submitter.js';
import { Timers } from './timers.js';
import { Worker } from './worker.js';
import { WorkerScheduler } from './worker.scheduler.js';

/** Nest providers of the engine: the services that send and read payouts, and the worker and timers that run them. */
export const ENGINE_PROVIDERS = [
  EngineContext,
  Submitter,
  FirstLookup,
  ProviderReader,
  HoldProbe,
  CreditCanceller,
  WorkerSteps,
  DeadlineSweeper,
  Dispatcher,
  Worker,
  Timers,
  WorkerScheduler,
  BalanceScheduler,
  ClockScheduler,
];
