import { Controller, Get, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { withinLimit } from '../../common/time-limit.js';
import type { Writability } from '../../payouts/storage/database/writable.js';
import { DATABASE_PROBE, type DatabaseProbe } from './database-probe.js';
import { Draining } from './draining.js';

const PING_LIMIT_MS = 2_000;

interface StatusResponse {
  status(code: number): unknown;
}

export interface Readiness {
  readonly status: 'ok' | 'unavailable';
  readonly database: Writability | 'away';
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
  @ApiOkResponse({ description: 'The database answers and takes writes' })
  @ApiServiceUnavailableResponse({ description: 'The database is away or takes no writes, or the service is stopping' })
  async ready(@Res({ passthrough: true }) response: StatusResponse): Promise<Readiness> {
    const database = await stateOf(this.database);
    const draining = this.draining.started;
    const status = database === 'ok' && !draining ? 'ok' : 'unavailable';
    if (status !== 'ok') response.status(503);
    return { status, database, draining };
  }
}

async function stateOf(probe: DatabaseProbe): Promise<Readiness['database']> {
  return withinLimit(PING_LIMIT_MS, probe.ping(), () => new Error('late')).catch(() => 'away');
}
