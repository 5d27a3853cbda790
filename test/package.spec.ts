import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

describe('the package', () => {
  it('has a command that can be run after every build, not only after the first', () => {
    expect(statSync(join(ROOT, 'dist/cli/main.js')).mode & 0o111).toBe(0o111);
  });

  it('has what the documentation says is in it, and nothing of the tests', () => {
    const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ files }] = JSON.parse(told) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['openapi.json', 'README.md', 'docs/embed.md', 'dist/main.js', 'dist/testing/index.js']),
    );
    expect(paths.filter((path) => /^(src|test)\/|\.spec\.|^dist\/demo\//.test(path))).toEqual([
      'examples/baobab-pay/baobab-pay.contract.spec.ts',
    ]);
  });
});
