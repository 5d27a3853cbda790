import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { unauthorized } from '../../payouts/access/api-key.guard.js';
import { bearerToken, sha256 } from '../../payouts/access/configured-keys.js';
import { ApiOnlyProblems } from '../../payouts/http/api-docs.js';
import { METRICS_KEYS } from './metrics-keys.js';

const TEXT = Registry.PROMETHEUS_CONTENT_TYPE;

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  private readonly known: readonly Buffer[];

  constructor(
    private readonly registry: Registry,
    @Inject(METRICS_KEYS) keys: readonly string[],
  ) {
    this.known = keys.map(sha256);
  }

  @Get()
  @Header('content-type', TEXT)
  @ApiOperation({
    summary: 'Metrics for Prometheus',
    description: 'With `METRICS_KEY` it is the bearer token that this route asks for. API keys do not open it.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The text format of Prometheus', schema: { type: 'string' } })
  @ApiOnlyProblems('invalid_request', 'unauthorized')
  read(@Headers('authorization') authorization?: string): Promise<string> {
    if (this.known.length > 0 && !this.mayRead(authorization)) throw unauthorized();
    return this.registry.metrics();
  }

  private mayRead(authorization: string | undefined): boolean {
    const digest = sha256(bearerToken(authorization) ?? '');
    let found = false;
    // Compares every key without an early exit, so that the duration reveals nothing about the keys.
    for (const key of this.known) if (timingSafeEqual(key, digest)) found = true;
    return found;
  }
}
