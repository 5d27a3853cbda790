import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Values of the header as no client should send them and some do; undefined: without it. */
export const CONTENT_TYPES: readonly (string | string[] | undefined)[] = [
  undefined,
  '',
  'json',
  'utf-8',
  'null',
  'application//json',
  'application/json, text/plain',
  ['application/x', 'text/plain'],
  ';',
  'multipart/form-data',
  'application/xml',
  'text/plain',
  'x/y; charset="',
];

/** A POST whose content type is exactly this. */
export async function postAs(
  type: string | string[] | undefined,
  url: string,
  body: Uint8Array,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; text: string }> {
  const sent = request(url, { method: 'POST', headers });
  if (type !== undefined) sent.setHeader('content-type', type);
  sent.end(body);
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: reply.statusCode, text: await text(reply) };
}
