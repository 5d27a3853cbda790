import { isUtf8 } from 'node:buffer';
import { decode, encodingExists } from 'iconv-lite';
import { PayoutError } from '../../payouts.errors.js';
import type { BatchEncoding } from '../../storage/entities/batch.entity.js';

/** Text of a CSV file, and the encoding in which it was read. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: BatchEncoding;
}

/** Byte order marks: the first bytes of a file that name its encoding. */
const BOMS: readonly [BatchEncoding, Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** Encoding for each accepted name of a `charset`. ISO-8859-1 is read as Windows-1252, which has more characters. */
const CHARSETS: Readonly<Record<string, BatchEncoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
};

/**
 * Decodes the bytes of a CSV file. The encoding comes from the `charset` of the content type, or else from the byte
 * order mark. Without both, it is UTF-8 if the bytes are valid UTF-8, and otherwise Windows-1252, which a French Excel
 * writes.
 * @throws PayoutError `unsupported_media_type` for another charset, `invalid_request` for bytes that are invalid in it
 */
export function decodeCsv(bytes: Buffer, contentType: string): DecodedText {
  const encoding = charsetOf(contentType) ?? bomOf(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
  if (encoding === 'utf-8' && !isUtf8(bytes)) throw unreadableFile('must be UTF-8, as its charset says');
  // Uses iconv-lite, because the TextDecoder of Node 20 does not decode 0x80 to 0x9F of Windows-1252.
  const text = decode(bytes, encoding, { stripBOM: true });
  if (text.includes('\0')) throw unreadableFile('must be a text file, as CSV is');
  return { text, encoding };
}

function charsetOf(contentType: string): BatchEncoding | null {
  const name = /charset="?([^\s;"]+)"?/i.exec(contentType.slice(0, 200))?.[1]?.toLowerCase();
  if (name === undefined) return null;
  const encoding = CHARSETS[name];
  if (encoding && encodingExists(encoding)) return encoding;
  throw new PayoutError('unsupported_media_type', 'The charset must be utf-8, utf-16le, utf-16be or windows-1252.');
}

function bomOf(bytes: Buffer): BatchEncoding | null {
  return BOMS.find(([, bom]) => bytes.subarray(0, bom.length).equals(bom))?.[0] ?? null;
}

/** Returns the error `invalid_request` for a file that is not a readable CSV. `message` is the rule that it breaks. */
export function unreadableFile(message: string): PayoutError {
  return new PayoutError('invalid_request', 'The file cannot be read.', { errors: [{ field: 'body', message }] });
}
