import { isJsonObject } from '../../common/provider-http.js';
import { type BatchMessage, batchBody } from '../../payouts/batches/batch-body.js';
import { unreadableBody } from '../../payouts/http/validated-params.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import type { ConsoleRequest } from '../request.js';

/** Maximum size of a form without a file in bytes, 64 KiB. A larger form is refused. */
const MAX_FORM_BYTES = 64 * 1_024;
const WITH_FILE = 'multipart/form-data';
const TYPES = ['application/x-www-form-urlencoded', WITH_FILE];
/**
 * Maximum number of fields of a form with a file. The form of a report has fewer. The limit exists because very many
 * small fields would take a second to read.
 */
const MAX_FIELDS = 5_000;

/** The fields that a form sent, not validated. */
export class SentForm {
  constructor(private readonly data: FormData) {}

  /** Returns the text of a field, or '' if it was not sent or is a file. */
  text(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value : '';
  }

  /**
   * Returns the fields whose names begin with `prefix`, as pairs of the name and the value, in the order of the form.
   */
  startingWith(prefix: string): (readonly [string, string])[] {
    return [...this.data].flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === 'string' ? [[name, value] as const] : [],
    );
  }

  /** Returns the content of an uploaded file. Returns null if none was chosen or the file is empty. */
  async file(name: string): Promise<Buffer | null> {
    const value = this.data.get(name);
    if (value === null || typeof value === 'string' || value.size === 0) return null;
    return Buffer.from(await value.arrayBuffer());
  }
}

/**
 * Reads a form in either of the two encodings that browsers use. With `hasFile` it may have 8 MiB and 5,000 fields,
 * otherwise 64 KiB.
 * @throws PayoutError `payload_too_large`, `unsupported_media_type`, `invalid_request`
 */
export async function readForm(request: ConsoleRequest, hasFile: boolean): Promise<SentForm> {
  const body = await batchBody(request as BatchMessage);
  if ('parsed' in body) return new SentForm(fromParsed(body.parsed));
  const type = body.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isShort = body.bytes.length <= MAX_FORM_BYTES;
  if (!isShort && (!hasFile || type !== WITH_FILE || hasTooManyFields(body))) {
    throw new PayoutError('payload_too_large', 'The form is too long.');
  }
  if (!TYPES.includes(type)) throw new PayoutError('unsupported_media_type', `Send ${TYPES.join(' or ')}.`);
  try {
    const message = new Response(new Uint8Array(body.bytes), { headers: { 'content-type': body.contentType } });
    return new SentForm(await message.formData());
  } catch {
    throw unreadableBody('must be a form');
  }
}

function hasTooManyFields({ contentType, bytes }: { contentType: string; bytes: Buffer }): boolean {
  const delimiter = `--${/boundary="?([^";]+)/i.exec(contentType)?.[1] ?? ''}`;
  let count = 0;
  for (let at = bytes.indexOf(delimiter); at >= 0 && count <= MAX_FIELDS; at = bytes.indexOf(delimiter, at + 1)) {
    count += 1;
  }
  return count > MAX_FIELDS;
}

/**
 * Returns the fields of a form that the host's body parser has already read. Values that are not texts are left out.
 */
function fromParsed(parsed: unknown): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(isJsonObject(parsed) ? parsed : {})) {
    if (typeof value === 'string') data.append(name, value);
  }
  return data;
}
