import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { API_KEY_SCHEME, SCOPES_EXTENSION } from '../payouts/access/api-key.guard.js';
import { EVENT_TYPES } from '../payouts/domain/payout.js';
import { HTTP_STATUS } from '../payouts/payouts.errors.js';
import type { Scope } from '../payouts/payouts.options.js';
import { openApiWebhooks } from './openapi-webhooks.js';

const PROJECT = 'https://github.com/cauri-payouts/cauri';
/** URL of `npm run start:sandbox`, and of a local service with the default `PORT`. */
const LOCAL_URL = 'http://127.0.0.1:3000';

/** Description of each tag, in one sentence. The document cannot be created if a tag has none. */
const TAGS: Readonly<Record<string, string>> = {
  payouts: 'Create, follow and cancel payouts, and decide about those in review.',
  batches: 'Many payouts in one request, as JSON or as the CSV file of a spreadsheet.',
  accounts: "Accounts from which payouts are sent: limits, holds, and the provider's own list.",
  recipients: 'Checks whether a recipient can be paid.',
  reconciliation: "Work off what is due, and compare the provider's own list with the books.",
  webhooks: 'Endpoints to which Cauri sends signed events, repeated until one is accepted.',
  events: 'The same events as a feed without gaps, for consumers that cannot receive webhooks.',
  callbacks: 'Routes for callbacks of providers, not for consumers. A callback only makes Cauri read the provider.',
  health: 'Probes for operating the service.',
};

/** What each scope allows, and which resources it shows. */
const SCOPES: Readonly<Record<Scope, readonly [lets: string, sees: string]>> = {
  'payouts:read': ['read payouts, batches, accounts', "the consumer's own payouts and batches"],
  'payouts:write': ['order and cancel payouts and batches, keep webhook endpoints', "the consumer's own"],
  'payouts:approve': ['approve and reject what somebody else has ordered', 'all payouts and batches'],
  operations: ['resolve reviews, pause accounts, reconcile', 'everything'],
};

/**
 * Creates the OpenAPI document from the controllers.
 * @throws if a route has a tag without a description
 */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Cauri')
    .setVersion('1')
    .setDescription(description())
    .setContact('Cauri', PROJECT, '')
    .setLicense('MIT', `${PROJECT}/blob/main/LICENSE`)
    .addServer('/', 'The service that answers this document')
    .addServer(LOCAL_URL, '`npm run start:sandbox`, or a service on this machine')
    .addSecurity(API_KEY_SCHEME, {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'ck_<id>_<secret>, or a secret of API_KEYS',
      description: 'An API key. `cauri keys create` makes one, `API_KEYS` configures others.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}.${method}`,
  });
  delete document.info.contact?.email;
  const examples: Examples = {};
  for (const operation of operationsOf(document.paths)) {
    nameScopes(operation);
    separateByCommas(operation);
    gatherProblems(operation, examples);
  }
  const components = { ...document.components, examples };
  return { ...document, tags: tagsOf(document), components, webhooks: openApiWebhooks() };
}

/** Serves the document as `/openapi.json`, and as web pages at `/docs`. Neither needs an API key. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Cauri',
  });
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;
type Examples = NonNullable<NonNullable<OpenAPIObject['components']>['examples']>;
type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;

function operationsOf(paths: Paths): Operation[] {
  return Object.values(paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
}

/**
 * Returns the tags that are in use, with their descriptions.
 * @throws if a tag has none
 */
function tagsOf({ paths }: OpenAPIObject): { name: string; description: string }[] {
  const used = new Set(operationsOf(paths).flatMap(({ tags = [] }) => tags));
  for (const name of used) if (TAGS[name] === undefined) throw new Error(`the tag ${name} has no sentence`);
  return Object.entries(TAGS)
    .filter(([name]) => used.has(name))
    .map(([name, sentence]) => ({ name, description: sentence }));
}

/** Adds the required scopes to the description of an operation. An operation without scopes needs no API key. */
function nameScopes(operation: Operation): void {
  const scopes = (operation as { readonly [SCOPES_EXTENSION]?: string[] })[SCOPES_EXTENSION] ?? [];
  const needs = scopes.length === 0 ? 'Needs no key.' : `Needs the scope ${listed(scopes)}.`;
  operation.security ??= [];
  operation.description = [operation.description, needs].filter(Boolean).join(' ');
}

/** Describes a list in a query as one comma-separated text, because a parameter must not be repeated. */
function separateByCommas({ parameters = [] }: Operation): void {
  for (const parameter of parameters) {
    if ('$ref' in parameter || parameter.in !== 'query') continue;
    const { schema = {} } = parameter;
    if ('type' in schema && schema.type === 'array') Object.assign(parameter, { style: 'form', explode: false });
  }
}

/**
 * Moves the example errors to the components of the document, because they are the same for all routes. The responses
 * then refer to them.
 */
function gatherProblems({ responses }: Operation, examples: Examples): void {
  for (const response of Object.values(responses)) {
    const content = response && 'content' in response ? response.content?.['application/problem+json'] : undefined;
    for (const [code, example] of Object.entries(content?.examples ?? {})) {
      examples[code] ??= example;
      Object.assign(content?.examples ?? {}, { [code]: { $ref: `#/components/examples/${code}` } });
    }
  }
}

function listed(scopes: readonly string[]): string {
  return scopes.map((scope) => `\`${scope}\``).join(' or ');
}

function description(): string {
  return [
    'Payouts in Africa through JumiaPay Credits and Djamo Business. No payout is sent twice, none is lost.',
    'An API key belongs to a consumer and has scopes. Resources of other consumers are answered with 404.',
    table(
      ['scope', 'lets', 'sees'],
      Object.entries(SCOPES).map(([scope, words]) => [`\`${scope}\``, ...words]),
    ),
    'Every failure is `application/problem+json` (RFC 9457) with one of these codes:',
    table(['status', 'code'], problemRows()),
    `The events of a payout are of these types: ${list(EVENT_TYPES)}.`,
  ].join('\n\n');
}

function problemRows(): string[][] {
  const codes = Object.entries(HTTP_STATUS);
  const statuses = [...new Set(codes.map(([, status]) => status))];
  return statuses.map((status) => {
    const same = codes.filter((entry) => entry[1] === status).map(([code]) => code);
    return [String(status), list(same)];
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
