import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of this package, as its package.json says; two folders above the built file. */
export const VERSION: string = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')).version;
