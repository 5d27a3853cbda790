import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/**
 * Returns a response that a browser saves as a CSV file with this name. Each part of the text is sent as soon as it is
 * ready, so the whole file is never in memory.
 */
export function csvFile(text: Iterable<string> | AsyncIterable<string>, name: string): StreamableFile {
  const type = 'text/csv; charset=utf-8';
  return new StreamableFile(Readable.from(text, { objectMode: false }), {
    type,
    disposition: `attachment; filename="${name}"`,
  });
}

/**
 * Waits for the first part of a text. If it cannot be read, this throws, and the request gets an error response. Later
 * the status 200 is already sent, and only the end of the connection tells of an error.
 */
export async function begun(text: AsyncGenerator<string>): Promise<AsyncIterable<string>> {
  const first = await text.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* text;
  })();
}
