import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASES, type TestDatabase } from '../support/databases.js';
import { codeBlocksOf, PAGES } from '../support/documentation.js';
import { toPhone, until } from '../support/world.js';
import { inCommonJs, packed, printedFiles, type RunningHost, startHost } from './installed-host.js';
import { Providers, User } from './office.js';

/** What Nest's own CLI makes, as far as it matters here. */
interface Fresh {
  readonly nest: 11 | 12;
  readonly platform: 'express' | 'fastify';
  readonly typescript: string;
  readonly module: 'commonjs' | 'nodenext';
}

const FRESH: readonly Fresh[] = [
  { nest: 11, platform: 'express', typescript: '5', module: 'commonjs' },
  { nest: 12, platform: 'fastify', typescript: '6', module: 'nodenext' },
];

const mariadb = DATABASES.find(({ name }) => name === 'mariadb');

/** The packages that docs/embed.md has somebody install, with our tarball instead of `cauri`. */
function printedPackages(nest: number, tarball: string): string[] {
  const [lines = ''] = codeBlocksOf(PAGES.get('docs/embed.md') ?? '', 'sh');
  const [, printed = ''] = new RegExp(`^# Nest ${nest}\nnpm install cauri (.*)$`, 'm').exec(lines) ?? [];
  return [tarball, ...printed.split(' ')];
}

function makeApplication({ nest, platform, typescript, module }: Fresh): string {
  const folder = mkdtempSync(join(tmpdir(), `cauri-printed-${nest}-`));
  const npm = (...words: string[]) => execFileSync('npm', words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  const type = module === 'nodenext' ? 'module' : 'commonjs';
  const scripts = { start: `node dist/main${platform === 'fastify' ? '.fastify' : ''}.js` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'office', private: true, type, scripts }));
  const compilerOptions = {
    module,
    moduleResolution: module === 'nodenext' ? 'nodenext' : 'node10',
    target: 'ES2023',
    strict: true,
    skipLibCheck: true,
    esModuleInterop: true,
    emitDecoratorMetadata: true,
    experimentalDecorators: true,
    types: ['node'],
    rootDir: 'src',
    outDir: 'dist',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  mkdirSync(join(folder, 'src'));
  for (const [name, text] of printedFiles()) {
    writeFileSync(join(folder, 'src', name), module === 'nodenext' ? text : inCommonJs(text));
  }
  // Those that the page calls the reader's own.
  for (const own of ['note.ts', 'create-notes.ts'])
    cpSync(join(__dirname, 'nest12/src', own), join(folder, 'src', own));
  const bare = ['common', 'core', 'platform-express', 'platform-fastify'].map((name) => `@nestjs/${name}@${nest}`);
  npm('install', '--no-audit', '--no-fund', ...bare, 'reflect-metadata@0.2', 'rxjs@7');
  npm('install', '--no-audit', '--no-fund', '--save-dev', `typescript@${typescript}`, '@types/node@20');
  npm('install', '--no-audit', '--no-fund', ...printedPackages(nest, packed(folder)));
  npm('exec', 'tsc', '--', '-p', 'tsconfig.json');
  return folder;
}

describe.each(mariadb ? FRESH : [])('what docs/embed.md prints, in Nest $nest on $platform', (fresh) => {
  let folder: string;
  let database: TestDatabase | undefined;
  let providers: Providers;
  let host: RunningHost | undefined;
  const routes = { prefix: '/api', payouts: '/api/v1/payouts', accounts: '/api/v1/accounts', runs: '/api/v1/runs' };
  const user = new User(() => host as RunningHost, routes);

  beforeAll(async () => {
    database = await mariadb?.create();
    providers = await Providers.start();
    folder = makeApplication(fresh);
    host = await startHost({ folder, remove: () => undefined }, '/api/v1/payouts', (url) => ({
      PAYOUTS_DATABASE_URL: database?.url ?? '',
      PUBLIC_URL: `${url}/api`,
      ...providers.environment,
    }));
  });
  afterAll(async () => {
    await host?.end('SIGTERM');
    await providers?.close();
    await database?.drop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('builds, starts, pays and tells of it', async () => {
    const { status, body } = await user.create(toPhone('00'));
    expect(status).toBe(201);
    await user.isReadAs(body.id, 'paid');
    expect(await providers.posts(body.id)).toBe(1);
    await until(async () => (host?.output().includes(`payout ${body.id} is paid`) ? true : null));
    expect(host?.output()).not.toContain('WARN');
  });
});
