import { AsyncLocalStorage } from 'node:async_hooks';

/** The HTTP request on whose behalf something is done. What is learned about it is told in its log line. */
export interface RequestContext {
  readonly requestId: string;
  /** The trace that the caller or our own tracing named. Null if there is none. */
  traceId: string | null;
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

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/** Returns the trace id of a `traceparent` header (W3C Trace Context). Null if it is none. */
export function traceIdOf(header: string | string[] | undefined): string | null {
  const id = typeof header === 'string' ? TRACEPARENT.exec(header)?.[1] : undefined;
  return id === undefined || /^0+$/.test(id) ? null : id;
}
