import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { loadConfiguration } from './config/configuration.js';
import { openApiDocument } from './openapi-document.js';

/**
 * Writes the OpenAPI document to a file, replacing it. In Nest's preview mode the application connects to no database
 * and no provider.
 */
async function writeDocument(path: string): Promise<void> {
  const anyAccount = { DJAMO_BASE_URL: 'https://djamo.invalid', DJAMO_ACCESS_TOKEN: 'none' };
  const root = AppModule.forRoot(loadConfiguration(anyAccount));
  const app = await NestFactory.create(root, new FastifyAdapter(), { preview: true, logger: false });
  writeFileSync(path, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
}

void writeDocument(process.argv[2] ?? 'openapi.json');
