import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const COPIED = [
  'src',
  'test',
  'examples',
  // Answers are compared with it.
  'openapi.json',
  'package.json',
  'nest-cli.json',
  'jest.config.js',
  'tsconfig.json',
  'tsconfig.build.json',
];
const require = createRequire(import.meta.url);

/** A copy of the sources in a temporary folder, in which one bug at a time is planted; gone with the process. */
export class Workshop {
  constructor(folder) {
    this.folder = folder;
    this.temporary = join(folder, 'tmp');
  }

  static async open() {
    const workshop = new Workshop(await mkdtemp(join(tmpdir(), 'cauri-mutants-')));
    process.on('exit', () => rmSync(workshop.folder, { recursive: true, force: true }));
    for (const name of COPIED) await cp(join(ROOT, name), join(workshop.folder, name), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(workshop.folder, 'node_modules'));
    await mkdir(workshop.temporary);
    return workshop;
  }

  has(file) {
    return existsSync(join(this.folder, file));
  }

  /** The whole service; what is planted afterwards is transpiled alone. */
  build() {
    execFileSync('npx', ['nest', 'build'], { cwd: this.folder, stdio: 'inherit' });
  }

  /** Resolves with what takes the bug out again. @throws when the text is not in the file exactly once */
  async plant({ file, find, replace }) {
    const source = await readFile(join(this.folder, file), 'utf8');
    if (source.split(find).length !== 2) throw new Error('the mutant no longer applies');
    await this.write(
      file,
      source.replace(find, () => replace),
    );
    return () => this.write(file, source);
  }

  async write(file, source) {
    await writeFile(join(this.folder, file), source);
    const built = join(this.folder, file.replace(/^src/, 'dist').replace(/ts$/, 'js'));
    if (existsSync(built)) await writeFile(built, transpiled(file, source));
  }
}

function transpiled(fileName, source) {
  const typescript = require('typescript');
  const { compilerOptions } = require(join(ROOT, 'tsconfig.json'));
  const { options } = typescript.convertCompilerOptionsFromJson(compilerOptions, ROOT);
  const commonJs = { ...options, module: typescript.ModuleKind.CommonJS, moduleResolution: undefined };
  return typescript.transpileModule(source, { fileName, compilerOptions: commonJs }).outputText;
}
