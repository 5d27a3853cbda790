import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { PayrollModule } from './payroll.module';

async function main(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(PayrollModule, { rawBody: true });
  app.setGlobalPrefix('api');
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void main();
