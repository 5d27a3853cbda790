import { DiscrepanciesController } from './discrepancies.controller.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { ReconciliationService } from './reconciliation.service.js';
import { ReconciliationQueries } from './reconciliation-queries.js';
import { StatementComparison } from './statement-comparison.js';

export const RECONCILIATION_PROVIDERS = [StatementComparison, ReconciliationService, ReconciliationQueries];

export const RECONCILIATION_CONTROLLERS = [ReconciliationController, DiscrepanciesController];
