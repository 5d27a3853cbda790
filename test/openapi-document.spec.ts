import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAYOUT_STATUSES } from '../src/payouts/domain/payout.js';

interface Problem {
  readonly value: { readonly code: string; readonly status: number };
}

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly object[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly examples?: Record<string, { $ref: string }> }>> }
    >
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly servers: readonly { readonly url: string }[];
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, object>> }>>;
    readonly examples: Readonly<Record<string, Problem>>;
  };
}

// Written by the built service; CI compares the file with what the code says.
const document = JSON.parse(readFileSync(join(__dirname, '../openapi.json'), 'utf8')) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, path, method, ...operation })),
);
const { schemas, examples } = document.components;
const problems = operations.flatMap(({ name, responses }) =>
  Object.entries(responses).flatMap(([status, { content }]) => {
    const problem = content?.['application/problem+json'];
    const references = Object.values(problem?.examples ?? {});
    return problem ? [{ where: `${name} ${status}`, status: Number(status), references }] : [];
  }),
);

describe('openapi.json', () => {
  it("gives its schemas names that no host's own has, which would be replaced without a word", () => {
    const others = Object.keys(schemas).filter((name) => !/^(Cauri|Payout)/.test(name));
    // Of the routes under /health, which the standalone service alone has.
    expect(others).toEqual(['Liveness', 'Readiness']);
  });

  it('has a sentence for each tag, and a tag and a summary for each operation', () => {
    const told = document.tags.map(({ name }) => name);
    for (const { description } of document.tags) expect(description).toMatch(/ .*\.$/);
    for (const { name, tags, summary } of operations) {
      expect({ name, tags, summary }).toMatchObject({
        tags: [expect.any(String)],
        summary: expect.stringMatching(/ /),
      });
      expect(told).toEqual(expect.arrayContaining([...tags]));
    }
  });

  it('names its servers: the one that answers, and that of the sandbox', () => {
    expect(document.servers.map(({ url }) => url)).toEqual(['/', 'http://127.0.0.1:3000']);
  });

  it('says of each operation which scope it needs, or that it needs no key', () => {
    for (const { name, description, security } of operations) {
      const needs = security.length === 0 ? /Needs no key\.$/ : /Needs the scope `(payouts:\w+|operations)`.*\.$/;
      expect([name, description]).toEqual([name, expect.stringMatching(needs)]);
    }
  });

  it('shows each problem by an example of its own, with its code and its status', () => {
    for (const [code, { value }] of Object.entries(examples)) expect(value.code).toBe(code);
    for (const { where, status, references } of problems) {
      expect([where, references.length]).not.toEqual([where, 0]);
      for (const { $ref } of references) {
        const code = $ref.replace('#/components/examples/', '');
        expect([where, code, examples[code]?.value.status]).toEqual([where, code, status]);
      }
    }
  });

  it('tells of bodies that are too large or of another type wherever somebody can send one', () => {
    const bodies = operations.filter(({ method }) => ['post', 'patch', 'put', 'delete'].includes(method));
    expect(bodies.length).toBeGreaterThan(15);
    for (const { name, path, responses } of bodies) {
      expect([name, Object.keys(responses)]).toEqual([name, expect.arrayContaining(['413'])]);
      // A callback may have any type: providers send what they like.
      if (path.startsWith('/v1/callbacks/')) continue;
      expect([name, Object.keys(responses)]).toEqual([name, expect.arrayContaining(['415'])]);
    }
  });

  it('has a body for each answer of /health', () => {
    const of = (path: string, status: string) => document.paths[path]?.get?.responses[status]?.content;
    for (const [path, status, schema] of [
      ['/health/live', '200', 'Liveness'],
      ['/health/ready', '200', 'Readiness'],
      ['/health/ready', '503', 'Readiness'],
    ] as const) {
      expect(of(path, status)).toEqual({ 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } });
    }
  });

  it('has statuses as enums, and one of two recipients', () => {
    expect(schemas.Payout?.properties?.status).toMatchObject({ enum: PAYOUT_STATUSES });
    const either = ['Msisdn', 'Email'].map((kind) => ({ $ref: `#/components/schemas/Payout${kind}Recipient` }));
    expect(schemas.PayoutRequest?.properties?.recipient).toMatchObject({ oneOf: either });
    const plain = Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([property, schema]) => property === 'status' && !/"(enum|const)"|\$ref/.test(JSON.stringify(schema)))
        .map(() => name),
    );
    // The number of HTTP.
    expect(plain).toEqual(['PayoutProblem']);
  });
});
