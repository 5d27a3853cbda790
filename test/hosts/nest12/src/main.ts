import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { OfficeModule } from './office.module.js';

const app = await NestFactory.create<NestFastifyApplication>(OfficeModule, new FastifyAdapter(), { rawBody: true });
app.setGlobalPrefix('office');
app.enableShutdownHooks();
await app.listen(Number(process.env.PORT), '127.0.0.1');
