import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** Returns an answer in CSV that is sent in the parts in which the text comes. */
export function csvFile(text: Iterable<string> | AsyncIterable<string>, name: string): StreamableFile {
  const type = 'text/csv; charset=utf-8';
  return new StreamableFile(Readable.from(text, { objectMode: false }), {
    type,
    disposition: `attachment; filename="${name}"`,
  });
}
