import { Controller, Get, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { DATABASE_PROBE, type DatabaseProbe } from './database-probe.js';
import { Draining } from './draining.js';

const PING_LIMIT_MS = 2_000;

interface StatusResponse {
  status(code: number): unknown;
}

export interface Readiness {
  readonly status: 'ok' | 'unavailable';
  readonly database: 'ok' | 'away';
  readonly draining: boolean;
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(DATABASE_PROBE) private readonly database: DatabaseProbe,
    private readonly draining: Draining,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ description: '`{ "status": "ok" }`' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HttpCode(200)
  @ApiOperation({ summary: 'Requests may be sent here' })
  @ApiOkResponse({ description: 'The database answers' })
  @ApiServiceUnavailableResponse({ description: 'The database is away, or the service is stopping' })
  async ready(@Res({ passthrough: true }) response: StatusResponse): Promise<Readiness> {
    const database = (await answers(this.database)) ? 'ok' : 'away';
    const draining = this.draining.started;
    const status = database === 'ok' && !draining ? 'ok' : 'unavailable';
    if (status !== 'ok') response.status(503);
    return { status, database, draining };
  }
}

async function answers(probe: DatabaseProbe): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PING_LIMIT_MS, false);
  });
  const ping = probe.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([ping, limit]).finally(() => clearTimeout(timer));
}
