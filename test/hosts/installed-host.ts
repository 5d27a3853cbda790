import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocksOf, PAGES } from '../support/documentation.js';
import { freePort } from '../support/mariadb-server.js';
import { startNode } from '../support/node-process.js';
import { until } from '../support/world.js';

const ROOT = join(__dirname, '../..');

/** A host application as somebody else would have it: installed from the registry, with our tarball, and built. */
export interface InstalledHost {
  readonly folder: string;
  remove(): void;
}

export interface RunningHost {
  readonly url: string;
  output(): string;
  end(signal: NodeJS.Signals): Promise<unknown>;
}

export interface HostSources {
  /** Under `test/hosts/`; also what the host calls itself. */
  readonly folder: string;
  readonly module: 'cjs' | 'esm';
  /** Where the host has the files that the documentation prints, by their names. */
  readonly printed: Readonly<Record<string, string>>;
  /** Folders of ours that the host has copied. */
  readonly copied: Readonly<Record<string, string>>;
}

/** The package as it would be published. */
export function packed(folder: string): string {
  const told = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(told) as [{ filename: string }];
  return join(folder, filename);
}

/** The source files that docs/embed.md prints: each block's first line is a comment with its name. */
export function printedFiles(): Map<string, string> {
  return new Map(
    codeBlocksOf(PAGES.get('docs/embed.md') ?? '', 'ts').map((block) => {
      const [, name, text = ''] = /^\/\/ (\S+)\n(.*)$/s.exec(block) ?? [];
      if (name === undefined) throw new Error(`docs/embed.md prints a file without its name:\n${block}`);
      return [name, text];
    }),
  );
}

/** The imports of a printed file as a CommonJS application writes them. */
export function inCommonJs(text: string): string {
  return text.replace(/(from '\.[^']*)\.js'/g, "$1'");
}

export function installHost({ folder: sources, module, printed, copied }: HostSources): InstalledHost {
  const folder = mkdtempSync(join(tmpdir(), `cauri-${sources}-`));
  cpSync(join(__dirname, sources), folder, { recursive: true });
  for (const [from, to] of Object.entries(copied)) {
    const withoutTests = (path: string) => !/\.(spec|sandbox)\.ts$/.test(path);
    cpSync(join(ROOT, from), join(folder, to), { recursive: true, filter: withoutTests });
  }
  const files = printedFiles();
  for (const [file, to] of Object.entries(printed)) {
    const text = files.get(file);
    if (text === undefined) throw new Error(`docs/embed.md prints no ${file}`);
    writeFileSync(join(folder, to), module === 'esm' ? text : inCommonJs(text));
  }
  run(folder, ['install', '--no-audit', '--no-fund', packed(folder)]);
  run(folder, ['run', 'build']);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function run(folder: string, command: string[]): void {
  try {
    execFileSync('npm', command, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`npm ${command.join(' ')} in ${folder}:\n${stdout}${stderr}`);
  }
}

/** Starts the host as a process of its own; `ready` is a path of its. */
export async function startHost(
  { folder }: InstalledHost,
  ready: string,
  environment: (url: string) => Record<string, string>,
): Promise<RunningHost> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [, main = ''] = scripts.start.split(' ');
  const { output, hasEnded, end } = startNode([main], { PORT: String(port), ...environment(url) }, { cwd: folder });
  await until(async () => (hasEnded() || (await fetch(`${url}${ready}`)).status < 500 ? true : null), 60_000);
  if (hasEnded()) throw new Error(`the host ended:\n${output()}`);
  return { url, output, end };
}
