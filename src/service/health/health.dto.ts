import { ApiSchema } from '@nestjs/swagger';
import { Flag, OneOf } from '../../payouts/dto/api-fields.js';
import type { Writability } from '../../payouts/storage/database/writable.js';

@ApiSchema({ name: 'Liveness' })
export class LivenessDto {
  @OneOf(['ok'])
  readonly status!: 'ok';
}

@ApiSchema({ name: 'Readiness' })
export class ReadinessDto {
  @OneOf(['ok', 'unavailable'])
  readonly status!: 'ok' | 'unavailable';
  /** State of the database. `read-only` and `full`: it answers, but refuses writes. `away`: it does not answer. */
  @OneOf(['ok', 'read-only', 'full', 'away'])
  readonly database!: Writability | 'away';
  /** True if the service is stopping. It still answers requests, but no new ones should be sent here. */
  @Flag()
  readonly draining!: boolean;
}
