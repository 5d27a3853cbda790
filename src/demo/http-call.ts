const TIMEOUT_MS = 10_000;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of the request. Bytes are sent as CSV, anything else as JSON. Undefined means no body. */
  readonly body?: unknown;
}

/** An HTTP response. Its body is parsed if it is JSON, null if it is empty, and otherwise the text. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/**
 * Sends one HTTP request with JSON or CSV and returns the response, whatever its status. It does not retry.
 * @throws if there is no response within 10 seconds
 */
export async function call(url: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Reply> {
  const isCsv = body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': isCsv ? 'text/csv' : 'application/json' }) },
    body: body === undefined ? null : isCsv ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => {
    // The error of `fetch` only says "fetch failed"; its cause says why.
    throw new Error(`no answer to ${method} ${url}: ${error.cause ?? error.message}`);
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : isJson ? JSON.parse(text) : text,
  };
}

/**
 * Returns the body of a response that must have this status. `what` names the request in the error message.
 * @throws if the response has another status
 */
export function expectStatus(reply: Reply, status: number, what: string): unknown {
  if (reply.status === status) return reply.body;
  throw new Error(`${what}: ${status} expected, ${reply.status} came: ${JSON.stringify(reply.body)}`);
}
