import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { program } from '../src/cli/program.js';
import { EXIT } from '../src/cli/shell.js';
import { loadConfiguration } from '../src/service/config/configuration.js';
import { codeBlocks, DOCUMENTATION, PAGES, sectionOf, tableRows } from './support/documentation.js';
import { freePort } from './support/mariadb-server.js';
import { startNode } from './support/node-process.js';
import { WebhookReceiver } from './support/webhook-receiver.js';
import { until } from './support/world.js';

const ROOT = join(__dirname, '..');

/** What a line that a shell runs answers, as JSON. */
function ask(line = ''): Promise<unknown> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', line], (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout))));
  });
}

/** `npm run start:sandbox` after its build, in a folder of its own and on free ports. */
async function startSandbox(cwd: string, waits: Readonly<Record<string, string>> = {}) {
  const [PORT, DJAMO_SANDBOX_PORT, JUMIA_SANDBOX_PORT] = await Promise.all([freePort(), freePort(), freePort()]);
  const variables = { PORT, DJAMO_SANDBOX_PORT, JUMIA_SANDBOX_PORT };
  const env = Object.fromEntries(Object.entries(variables).map(([name, port]) => [name, String(port)]));
  const program = join(ROOT, 'dist/demo/start-sandbox.js');
  const { output, ended, end } = startNode([program], { ...env, ...waits }, { cwd });
  await until(async () => (output().includes('  to order ') ? true : null));
  return { url: `http://127.0.0.1:${PORT}`, printed: output(), ended, interrupt: () => void end('SIGINT') };
}

interface Offered {
  readonly paths: Readonly<Record<'/v1/payouts' | '/v1/batches', { readonly post: Operation }>>;
}

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly examples?: Record<string, { value: string }> }[];
  readonly requestBody: { readonly content: Record<string, { readonly examples: Record<string, { value: unknown }> }> };
}

/** The requests that the OpenAPI document offers to try, each with the key of the same name. */
function examplesOf({ paths }: Offered) {
  return (['/v1/payouts', '/v1/batches'] as const).flatMap((path) => {
    const { parameters, requestBody } = paths[path].post;
    const keys = parameters.find(({ name }) => name === 'Idempotency-Key')?.examples;
    return Object.entries(requestBody.content).flatMap(([type, { examples }]) =>
      Object.entries(examples).map(([name, { value }]) => {
        const body = typeof value === 'string' ? value : JSON.stringify(value);
        return { path, name, type, body, idempotencyKey: keys?.[name]?.value ?? '' };
      }),
    );
  });
}

function helpOf(path: readonly string[]): string {
  let found = program({ environment: {}, stdout: process.stdout, stderr: process.stderr, exitCode: EXIT.done });
  for (const word of path) {
    const next = found.commands.find((command) => command.name() === word);
    if (!next) throw new Error(`there is no command ${path.join(' ')}`);
    found = next;
  }
  return found.helpInformation();
}

/** True if a page's link leads to a file of the project and, where it names one, to a heading in it. */
function isThere(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const path = join(ROOT, file === '' ? page : join(dirname(page), file));
  if (!existsSync(path)) return false;
  if (statSync(path).isDirectory()) return anchor === undefined;
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);
  const anchors = headings.map((title) => title.toLowerCase().replaceAll(' ', '-'));
  return anchor === undefined || anchors.includes(anchor);
}

describe('README and docs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cauri-readme-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...DOCUMENTATION.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only files and sections that are there', () => {
    const missing = [...PAGES].flatMap(([page, text]) =>
      [...text.matchAll(/\]\((?!https:)([^)]+)\)/g)]
        .filter(([, target = '']) => !isThere(page, target))
        .map(([link]) => page + link),
    );
    expect(missing).toEqual([]);
  });

  it('has a README of at most 200 lines', () => {
    expect(PAGES.get('README.md')?.split('\n').length).toBeLessThanOrEqual(200);
  });

  it('names routes that the API has', () => {
    const { paths } = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')) as { paths: Record<string, object> };
    const told = [...sectionOf('Routes').matchAll(/`(GET|POST) (\/v1\/[^`?]*)/g)];
    expect(told.length).toBeGreaterThan(12);
    for (const [, method = '', path = ''] of told) {
      if (path.startsWith('/v1/callbacks/')) continue;
      const operations = paths[path.replace(/:(\w+)/g, '{$1}')] ?? {};
      expect({ path, operations: Object.keys(operations) }).toEqual({
        path,
        operations: expect.arrayContaining([method.toLowerCase()]),
      });
    }
  });

  it('names every variable of the configuration, and no other', () => {
    const read = new Set<string>();
    const recorder = (variables: Record<string, string>): NodeJS.ProcessEnv =>
      new Proxy(variables, {
        get: (target, name) => {
          read.add(String(name));
          return Reflect.get(target, name);
        },
      });
    for (const accounts of ['', '[]']) {
      const variables: Record<string, string> = accounts ? { DJAMO_ACCOUNTS: '[]', JUMIA_CREDITS_ACCOUNTS: '[]' } : {};
      expect(() => loadConfiguration(recorder(variables))).toThrow();
    }
    const rows = tableRows('Variables');
    const named = rows.flatMap(([names = '', , text = '']) => {
      const words = [...names.matchAll(/`(…?)([A-Z_]+)(…?)`/g)];
      return words.flatMap(([, less, word = '', more]) => {
        // `…_APPROVERS` stands for the variable of each provider.
        if (less) return ['DJAMO', 'JUMIA_CREDITS'].map((prefix) => `${prefix}${word}`);
        return more ? [...text.matchAll(/`([A-Z_]{3,})`/g)].map(([, end]) => `${word}${end}`) : [word];
      });
    });
    expect(new Set(named)).toEqual(read);
  });

  it('names commands and options that `cauri` has', () => {
    const rows = tableRows('Commands').map(([command = '']) => command.replaceAll('\\|', ' '));
    const quoted = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
    const commands = quoted.filter((text) => !/^\d+$/.test(text));
    expect(commands.length).toBeGreaterThan(10);
    let parent = '';
    const asked = commands.map((text) => {
      const words = text.replace(/^cauri /, '').split(/ (?=[[<-])/)[0] ?? '';
      // The second of a group is printed without its first words.
      const path = text.startsWith('cauri ') ? words.split(' ') : [parent, words];
      parent = path[0] ?? '';
      const help = helpOf(path);
      const options = [...text.matchAll(/--[a-z-]+/g)].map(([option]) => option);
      return { text, missing: options.filter((option) => !help.includes(option)) };
    });
    for (const { text, missing } of asked) expect({ text, missing }).toEqual({ text, missing: [] });
  });

  describe('with `npm run start:sandbox`', () => {
    it('prints a key and lines to try, which work, as does the line that README shows', async () => {
      const sandbox = await startSandbox(folder);
      try {
        const { printed, url } = sandbox;
        const [djamo, jumia, naira, approve, list, ledger] = printed.match(/^ {2}curl .*(?:\n {4}.*)*$/gm) ?? [];
        const welcome = printed.slice(printed.indexOf('\nCauri '));
        expect(welcome.split('\n').filter((line) => line.length > 80)).toEqual([]);
        const [key = ''] = printed.match(/(?<=to order +)\S+$/m) ?? [];
        const [readme = ''] = codeBlocks('sh', 'The first payout');
        const ours = readme.replace('<your key>', key).replace('http://localhost:3000', url);
        for (const line of [djamo, jumia, ours]) {
          expect(await ask(line)).toMatchObject({ object: 'payout', status: 'queued' });
        }
        const waiting = (await ask(naira)) as { id: string };
        expect(waiting).toMatchObject({ status: 'awaiting_approval', account: 'jumia-credits-ng' });
        expect(await ask(approve?.replace('<id>', waiting.id))).toMatchObject({ status: 'queued' });
        const paid = await until(async () => {
          const { data } = (await ask(list)) as { data: { status: string }[] };
          return data.every(({ status }) => status === 'paid') ? data : null;
        });
        expect(paid).toHaveLength(4);
        expect(await ask(ledger)).toHaveLength(4);
      } finally {
        sandbox.interrupt();
      }
      expect(await sandbox.ended).toBe(0);
    });

    it('sends webhooks to this machine as docs/webhooks.md shows it', async () => {
      const sandbox = await startSandbox(folder);
      const receiver = await WebhookReceiver.start();
      try {
        const [create = '', test = ''] = codeBlocks('sh', 'Try it on one machine').map((line) =>
          line.replace('http://127.0.0.1:3000', sandbox.url).replace('http://127.0.0.1:8080/', receiver.url),
        );
        const made = (await ask(create)) as { id: string; secret: string };
        receiver.secret = made.secret;
        expect(await ask(test.replace('$ID', made.id))).toMatchObject({ type: 'endpoint.test', status: 'pending' });
        await until(async () => (receiver.of(made.id).length > 0 ? true : null));
        expect(receiver.refused).toEqual([]);
      } finally {
        await receiver.stop();
        sandbox.interrupt();
      }
      expect(await sandbox.ended).toBe(0);
    });

    it('executes the examples of /docs as they stand', async () => {
      const sandbox = await startSandbox(folder);
      try {
        const [key = ''] = sandbox.printed.match(/(?<=to order +)\S+$/m) ?? [];
        const headers = { authorization: `Bearer ${key}` };
        const get = async <T>(path: string) => (await (await fetch(sandbox.url + path, { headers })).json()) as T;
        const tried = examplesOf(await get<Offered>('/openapi.json')).map(
          async ({ path, name, type, body, idempotencyKey }) => {
            const sent = { ...headers, 'content-type': type, 'idempotency-key': idempotencyKey };
            const reply = await fetch(sandbox.url + path, { method: 'POST', headers: sent, body });
            return `${path} ${name} ${reply.status}`;
          },
        );
        expect(await Promise.all(tried)).toEqual([
          '/v1/payouts djamo 201',
          '/v1/payouts jumia 201',
          '/v1/batches json 201',
          '/v1/batches csv 201',
        ]);
        await until(async () => {
          const { data } = await get<{ data: { status: string }[] }>('/v1/payouts');
          return data.length === 5 && data.every(({ status }) => status === 'paid') ? true : null;
        });
      } finally {
        sandbox.interrupt();
      }
      expect(await sandbox.ended).toBe(0);
    });

    it('is tried by hand as docs/sandboxes.md shows it: an approval, and a review that is resolved', async () => {
      const waits = { POLL_PLAN: '300ms', ABSENCE_SEARCH: '2s', RESEND_QUARANTINE: '15s' };
      const sandbox = await startSandbox(folder, waits);
      type Shown = { id: string; status: string; version: number; code?: string; detail?: string };
      try {
        const [exports = '', order, approve, risk, reviews = '', decide] = codeBlocks('sh', 'Try it by hand');
        const [list, explain] = reviews.trim().split('\n');
        const as = async ({ id, version } = { id: '', version: 0 }, line = '') =>
          (await ask(
            `${exports.replace('http://127.0.0.1:3000', sandbox.url)} ID=${id} VERSION=${version}\n${line}`,
          )) as Shown;
        const ordered = await as(undefined, order);
        expect(ordered.status).toBe('awaiting_approval');
        expect((await as(ordered, approve)).status).toBe('queued');
        const { id } = await as(undefined, risk);
        const inReview = await until(async () => {
          const { data } = (await as(undefined, list)) as unknown as { data: Shown[] };
          return data.find((payout) => payout.id === id) ?? null;
        });
        expect(await as(inReview, explain)).toMatchObject({ actions: expect.any(Array) });
        const early = await as(inReview, decide);
        expect(early).toMatchObject({ code: 'quarantine', detail: expect.stringMatching(/from \d{4}-.*Z on/) });
        const sent = await until(async () => {
          const answer = await as(inReview, decide);
          return answer.code === 'quarantine' ? null : answer;
        });
        expect(sent).toMatchObject({ id, review: null });
        await until(async () => {
          const read = `curl -s "$CAURI/v1/payouts/${id}" -H "Authorization: Bearer $KEY"`;
          return (await as(undefined, read)).status === 'paid' ? true : null;
        });
      } finally {
        sandbox.interrupt();
      }
      expect(await sandbox.ended).toBe(0);
    });
  });
});
