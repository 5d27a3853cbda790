/** For answers that are no pages: whatever a browser is made to do with one, nothing of it runs. */
const ANSWER = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Swagger UI: its own scripts from here, and styles inside its page. */
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

/** @param route the pattern of the route, '' where none fits */
export function securityHeaders(route: string): Readonly<Record<string, string>> {
  return route.startsWith('/docs') ? { ...ANSWER, 'content-security-policy': DOCS_POLICY } : ANSWER;
}
