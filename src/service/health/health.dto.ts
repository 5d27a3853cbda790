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
  @OneOf(['ok', 'read-only', 'full', 'away'])
  readonly database!: Writability | 'away';
  @Flag()
  readonly draining!: boolean;
}
