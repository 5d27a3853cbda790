/** Headers of all API responses. They prevent a browser from executing anything in them. */
const ANSWER = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Content security policy of the Swagger UI, which needs scripts from this service and styles inside the page. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Returns the security headers of a response. With them, only pages under `/docs` may load scripts and styles. The
 * console sets headers of its own.
 * @param route the pattern of the route, or '' if there is none
 */
export function securityHeaders(route: string): Readonly<Record<string, string>> {
  return route.startsWith('/docs') ? { ...ANSWER, 'content-security-policy': DOCS_POLICY } : ANSWER;
}
