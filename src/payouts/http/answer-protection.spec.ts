import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  Header,
  HttpCode,
  HttpException,
  type NestInterceptor,
  Post,
  StreamableFile,
  type Type,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { catchError, concatMap, map, of, throwError } from 'rxjs';
import { PayoutError } from '../payouts.errors.js';
import { DEFAULT_TIMINGS, ENGINE_SETTINGS } from '../payouts.options.js';
import { ProblemFilter } from './problem.filter.js';
import { RequestDeadline } from './request-deadline.js';

@Controller('ours')
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
class OurController {
  @Post()
  create() {
    return { id: 1 };
  }

  @Post('callback')
  @HttpCode(200)
  callback() {
    return {};
  }

  @Post('nothing')
  @HttpCode(204)
  nothing() {
    return undefined;
  }

  @Get('csv')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  csv() {
    return new StreamableFile(Buffer.from('a,b\n1,2\n'));
  }

  @Get('failing')
  fail() {
    throw new PayoutError('state_conflict', 'It is paid.');
  }
}

@Controller('theirs')
class TheirController {
  @Get()
  read() {
    return { id: 2 };
  }
}

interface AnyResponse {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

const around =
  (change: (response: AnyResponse) => (answer: CallHandler) => ReturnType<CallHandler['handle']>) =>
  (): NestInterceptor => ({
    intercept: (context: ExecutionContext, next: CallHandler) =>
      change(context.switchToHttp().getResponse<AnyResponse>())(next),
  });

const wrapping = around(
  (response) => (next) =>
    next.handle().pipe(
      map((data) => {
        response.status(200);
        response.header('x-house', 'yes');
        return { data };
      }),
    ),
);
const writing = around(() => (next) => next.handle().pipe(map((data) => `answer: ${JSON.stringify(data)}`)));
const mapping = around(
  () => (next) => next.handle().pipe(catchError(() => throwError(() => new HttpException('house', 418)))),
);
const refusing = around(
  () => (next) => next.handle().pipe(concatMap(() => throwError(() => new HttpException('house', 403)))),
);
const replacing = around(() => () => of({ cached: true }));

const PLATFORMS: [string, Type<AbstractHttpAdapter>][] = [
  ['Fastify', FastifyAdapter],
  ['Express', ExpressAdapter],
];

describe.each(PLATFORMS)('what our controllers answer, behind interceptors of a host on %s', (_, Adapter) => {
  let close = async (): Promise<void> => undefined;
  afterEach(() => close());

  async function behind(interceptor: () => NestInterceptor) {
    const module = await Test.createTestingModule({
      controllers: [OurController, TheirController],
      providers: [RequestDeadline, { provide: ENGINE_SETTINGS, useValue: { timings: DEFAULT_TIMINGS } }],
    }).compile();
    const app = module.createNestApplication(new Adapter());
    app.useLogger(false);
    app.useGlobalInterceptors(interceptor());
    await app.listen(0, '127.0.0.1');
    close = () => app.close();
    const url = await app.getUrl();
    return async (method: string, path: string) => {
      const reply = await fetch(url + path, { method });
      return {
        status: reply.status,
        type: reply.headers.get('content-type'),
        house: reply.headers.get('x-house'),
        text: await reply.text(),
      };
    };
  }

  it.each([
    ['wraps them', wrapping, 'yes'],
    ['makes a text of them', writing, null],
  ])('are sent as they are where one %s', async (_case, interceptor, house) => {
    const call = await behind(interceptor);
    const json = 'application/json; charset=utf-8';
    expect(await call('POST', '/ours')).toEqual({ status: 201, type: json, house, text: '{"id":1}' });
    expect(await call('POST', '/ours/callback')).toEqual({ status: 200, type: json, house, text: '{}' });
    expect(await call('POST', '/ours/nothing')).toMatchObject({ status: 204, house, text: '' });
    const csv = { status: 200, type: 'text/csv; charset=utf-8', house, text: 'a,b\n1,2\n' };
    expect(await call('GET', '/ours/csv')).toEqual(csv);
  });

  it("leave the host's own answers to the host", async () => {
    const call = await behind(wrapping);
    expect(await call('GET', '/theirs')).toMatchObject({ status: 200, text: '{"data":{"id":2}}' });
  });

  it('stay problem documents with our code where one throws an error of its own', async () => {
    const { status, type, text } = await (await behind(mapping))('GET', '/ours/failing');
    expect([status, type]).toEqual([409, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(text)).toMatchObject({ code: 'state_conflict', detail: 'It is paid.' });
  });

  it('are not sent where one refuses after all', async () => {
    const { status, type, text } = await (await behind(refusing))('POST', '/ours');
    expect([status, type]).toEqual([403, 'application/problem+json; charset=utf-8']);
    expect(text).not.toContain('"id":1');
  });

  it('do not hang where one answers in their place', async () => {
    expect(await (await behind(replacing))('POST', '/ours')).toMatchObject({ status: 201, text: '{"cached":true}' });
  });
});
