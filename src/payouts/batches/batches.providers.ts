import { Approvers } from '../approvals/approvers.js';
import { BatchAcceptance } from './batch-acceptance.js';
import { BatchDecisions } from './batch-approvals.js';
import { BatchCompletion } from './batch-completion.js';
import { BatchQueries } from './batch-queries.js';
import { BatchResults } from './batch-results.js';
import { BatchValidation } from './batch-validation.js';
import { BatchesService } from './batches.service.js';

export const BATCH_PROVIDERS = [
  Approvers,
  BatchAcceptance,
  BatchQueries,
  BatchDecisions,
  BatchResults,
  BatchValidation,
  BatchesService,
  BatchCompletion,
];
