import type { Provider } from '@nestjs/common';
import { systemClock } from '../../common/clock.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { Authentication } from './authentication.js';
import { BadKeys } from './bad-keys.js';
import { StoredKeys } from './stored-keys.js';

/** Nest providers that authenticate callers and limit requests with invalid API keys. */
export const ACCESS_PROVIDERS: Provider[] = [
  Authentication,
  ApiKeyGuard,
  { provide: BadKeys, useFactory: () => new BadKeys() },
  {
    provide: StoredKeys,
    inject: [UnitOfWork],
    useFactory: (unitOfWork: UnitOfWork) => new StoredKeys(unitOfWork, systemClock),
  },
];
