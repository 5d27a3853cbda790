import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from './trace-context.js';

/** Data about the HTTP request for which code runs. It is added to the request's log line. */
export interface RequestContext {
  readonly requestId: string;
  /** The span of the caller or, with tracing on, our own. Null if there is none. */
  trace: TraceContext | null;
  /** The payout that the request made or changed. */
  payoutId?: string;
  account?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Returns the request that is being processed. Null outside of requests, as in the worker. */
export function currentRequest(): RequestContext | null {
  return storage.getStore() ?? null;
}

export function withinRequest<T>(request: RequestContext, work: () => T): T {
  return storage.run(request, work);
}

/** Runs work that a request only started, such as a pass of the worker, so that it is not taken for the request's. */
export function outsideOfRequests<T>(work: () => T): T {
  return storage.exit(work);
}
