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

const contexts = new WeakMap<object, RequestContext>();

/**
 * Sets the context of a request of the platform. It goes on as a part of the caller, from hand to hand: an
 * `AsyncLocalStorage` would cost a hook for each promise of the process, which was a tenth of its work on Node 20.
 */
export function setRequestContext(request: object, context: RequestContext): void {
  contexts.set(request, context);
}

/** Returns the context of a request of the platform. Null in a host that sets none. */
export function requestContextOf(request: object): RequestContext | null {
  return contexts.get(request) ?? null;
}
