import { CreateCauriTables1763700000000 } from './1763700000000-create-cauri-tables.js';

/** For a host's own DataSource: `migrations: [...PAYOUT_MIGRATIONS]`. */
export const PAYOUT_MIGRATIONS = [CreateCauriTables1763700000000] as const;
