import { Controller, Get, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { withinLimit } from '../../common/time-limit.js';
import { ApiOnlyProblems } from '../../payouts/http/api-docs.js';
import { DATABASE_PROBE, type DatabaseProbe } from './database-probe.js';
import { Draining } from './draining.js';
import { LivenessDto, ReadinessDto } from './health.dto.js';

/** Maximum time in milliseconds to wait for the database. If it takes longer, the database counts as `away`. */
const PING_LIMIT_MS = 2_000;

interface StatusResponse {
  status(code: number): unknown;
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
  @ApiOkResponse({ type: LivenessDto, description: 'The process runs' })
  @ApiOnlyProblems('invalid_request')
  live(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @HttpCode(200)
  @ApiOperation({ summary: 'Requests may be sent here' })
  @ApiOkResponse({ type: ReadinessDto, description: 'The database answers and accepts writes' })
  @ApiServiceUnavailableResponse({
    type: ReadinessDto,
    description: 'The database is unavailable or refuses writes, or the service is stopping',
  })
  @ApiOnlyProblems('invalid_request')
  async ready(@Res({ passthrough: true }) response: StatusResponse): Promise<ReadinessDto> {
    const database = await stateOf(this.database);
    const draining = this.draining.started;
    const status = database === 'ok' && !draining ? 'ok' : 'unavailable';
    if (status !== 'ok') response.status(503);
    return { status, database, draining };
  }
}

/** Returns the state of the database: `away` if it fails or does not answer within 2 s. */
async function stateOf(probe: DatabaseProbe): Promise<ReadinessDto['database']> {
  return withinLimit(PING_LIMIT_MS, probe.ping(), () => new Error('late')).catch(() => 'away');
}
