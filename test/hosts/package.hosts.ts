import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENTATION } from '../support/documentation.js';
import { HOSTS } from './hosts.js';
import { printedFiles } from './installed-host.js';

describe('the package', () => {
  const root = join(__dirname, '../..');

  it('prints every file in docs that a printed file imports', () => {
    const files = printedFiles();
    const imports = [...files.values()].flatMap((text) => [...text.matchAll(/from '\.\/([^']+)\.js'/g)]);
    expect(imports.length).toBeGreaterThan(8);
    const missing = imports.map(([, name]) => `${name}.ts`).filter((name) => !files.has(name));
    // Examples of the reader's own, as the page says.
    expect(missing.sort()).toEqual(['create-notes.ts', 'note.ts']);
  });

  it('prints no file in docs that no host runs', () => {
    const run = HOSTS.flatMap(({ printed }) => Object.keys(printed));
    // The application of printed.hosts.ts runs these.
    const alone = ['app.module.ts', 'heard.module.ts', 'november.module.ts'];
    expect(new Set(printedFiles().keys())).toEqual(new Set([...run, ...alone]));
  });

  it('tells in docs to install every peer that Nest itself does not bring', () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const nest = ['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs'];
    const needed = Object.keys(peerDependencies).filter((name) => !nest.includes(name) && !peerDependenciesMeta[name]);
    const lines = DOCUMENTATION.match(/(?<=npm install cauri ).*/g) ?? [];
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const named = line.split(' ').map((word) => word.replace(/(?<=.)@\d+$/, ''));
      expect(needed.filter((name) => !named.includes(name))).toEqual([]);
    }
  });

  it('starts without a sandbox, a test runner or the parts of the service', () => {
    const script = `require(${JSON.stringify(join(root, 'dist/index.js'))});
      console.log(JSON.stringify(Object.keys(require.cache)))`;
    const loaded = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) as string[];
    const ours = loaded.filter((path) => path.startsWith(join(root, 'dist/')));
    expect(ours.filter((path) => /dist\/(sandbox|testing|demo|cli|service|main)/.test(path))).toEqual([]);
    expect(loaded.filter((path) => /node_modules\/(pino|commander|@nestjs\/platform|jest)/.test(path))).toEqual([]);
  });
});
