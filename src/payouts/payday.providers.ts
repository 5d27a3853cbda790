import { ExportController } from './export/export.controller.js';
import { PayoutExport } from './export/payout-export.js';
import { RetriesController } from './retries/retries.controller.js';
import { RetriesService } from './retries/retries.service.js';

/** What a finance team needs after a payday: retries and the export. A host may use the services too. */
export const PAYDAY_SERVICES = [RetriesService, PayoutExport];
export const PAYDAY_CONTROLLERS = [RetriesController, ExportController];
