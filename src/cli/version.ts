import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of this package, read from its package.json two folders above the built file. */
export const VERSION: string = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')).version;
