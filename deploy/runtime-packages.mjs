// Prints the packages that the standalone service needs beside cauri, in the versions of package-lock.json.
import { readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, root), 'utf8'));
const { peerDependencies } = read('package.json');
const { packages } = read('package-lock.json');

const names = [...Object.keys(peerDependencies), '@nestjs/platform-fastify', '@fastify/static', '@opentelemetry/sdk-node'];
console.log(names.map((name) => `${name}@${packages[`node_modules/${name}`].version}`).join('\n'));
