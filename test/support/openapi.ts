import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Content {
  readonly schema?: object;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, unknown>>;
}

/** An answer that consumers were not told of. */
export class UndocumentedError extends Error {}

export interface Exchange {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const FILE = join(__dirname, '../../openapi.json');
const DOCUMENT = 'openapi';

/** A key that the document does not name is as wrong as one that is missing. */
function closed(key: string, value: unknown): unknown {
  const open = typeof value === 'object' && value !== null && 'properties' in value && 'type' in value;
  return open && key !== 'properties' ? { additionalProperties: false, ...value } : value;
}

const document = JSON.parse(readFileSync(FILE, 'utf8'), closed) as Document;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, DOCUMENT);

/** The fixed parts of a path first: `/v1/batches/template.csv` is no `/v1/batches/{id}`. */
const PATHS = Object.keys(document.paths)
  .sort((one, other) => one.split('{').length - other.split('{').length)
  .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`) }));

const pointer = (...parts: string[]) =>
  parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');

const compiled = new Map<string, ValidateFunction>();

function validator(reference: string): ValidateFunction {
  const known = compiled.get(reference) ?? ajv.compile({ $ref: reference });
  compiled.set(reference, known);
  return known;
}

/** What an answer has that the OpenAPI document does not tell, one line each; what is no route is refused anyhow. */
export function undocumented(exchange: Exchange): string[] {
  const { method, path, status } = exchange;
  const [pathname = ''] = path.split('?', 1);
  const route = PATHS.find((one) => one.pattern.test(pathname) && operationOf(one.path, method))?.path;
  if (route !== undefined)
    return problemsOf(route, exchange).map((problem) => `${method} ${route} ${status} ${problem}`);
  return pathname.startsWith('/v1/') && status < 400 ? [`${method} ${pathname} is not documented`] : [];
}

/** `fetch` for answers of the service. @throws UndocumentedError for one that the OpenAPI document does not tell */
export async function documentedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const reply = await fetch(url, init);
  const { pathname, search } = new URL(url);
  const contentType = reply.headers.get('content-type') ?? '';
  const text = await reply.clone().text();
  const { method = 'GET' } = init;
  const wrong = undocumented({ method, path: pathname + search, status: reply.status, contentType, text });
  if (wrong.length > 0) throw new UndocumentedError(wrong.join('\n'));
  return reply;
}

/** What a webhook has that the OpenAPI document does not tell, one line each. `body` is the text that was sent. */
export function undocumentedEvent(body: string): string[] {
  const event: unknown = JSON.parse(body);
  const { type } = event as { readonly type: string };
  if (document.webhooks[type] === undefined) return [`${type} is not documented`];
  const parts = ['webhooks', type, 'post', 'requestBody', 'content', 'application/json', 'schema'];
  const validate = validator(`${DOCUMENT}#/${pointer(...parts)}`);
  if (validate(event)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${type} ${instancePath} ${message}`);
}

function operationOf(route: string, method: string): Operation | undefined {
  return document.paths[route]?.[method.toLowerCase()];
}

function problemsOf(route: string, { method, status, contentType, text }: Exchange): string[] {
  const response = operationOf(route, method)?.responses[status];
  if (response === undefined) return ['is not documented'];
  const [type = ''] = contentType.split(';', 1);
  if (response.content === undefined) return text === '' ? [] : ['is documented without a body'];
  if (response.content[type] === undefined) return [`is not documented as ${type || 'without a body'}`];
  if (!type.endsWith('json')) return [];
  const parts = ['paths', route, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  const validate = validator(`${DOCUMENT}#/${pointer(...parts)}`);
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `has ${instancePath || 'a body'} that ${message}`);
}
