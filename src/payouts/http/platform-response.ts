/** What our controllers set on a response of Fastify or of Express. */
export interface PlatformResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}
