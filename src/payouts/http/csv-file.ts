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
