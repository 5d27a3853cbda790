import type { Problem } from '../../common/payout-connector.js';
import { orderOf } from '../acceptance/order.js';
import { requestHash, uniquenessHash } from '../acceptance/request-hash.js';
import { CreatePayoutDto } from '../dto/create-payout.dto.js';
import { validated } from '../dto/validated.js';
import type { ConnectorRegistry } from '../engine/connector-registry.js';
import { PayoutError } from '../payouts.errors.js';
import type { BatchRowError } from '../storage/entities/batch.entity.js';
import type { Accepting } from '../storage/payout-changes.js';
import type { InputRow } from './batch-input.js';
import { inSlices } from './slices.js';

/** A row with the payout to store. If the row is rejected, `order` is null and `errors` has the reasons. */
export type OrderedRow = InputRow & { readonly order: Accepting | null; readonly errors: readonly BatchRowError[] };

/** Data that all payouts of a batch share, in addition to the data in their rows. */
interface OrdersContext {
  readonly registry: ConnectorRegistry;
  readonly consumer: string;
  readonly batchId: string;
  /** Time of the request in epoch milliseconds. */
  readonly now: number;
}

/**
 * Checks each row like a single payout request and converts it to a payout. If two rows have the same reference, the
 * later one gets an error.
 */
export async function ordersOf(rows: readonly InputRow[], context: OrdersContext): Promise<OrderedRow[]> {
  const ordered: OrderedRow[] = [];
  const references = new Map<string, number>();
  await inSlices(rows, (row) => {
    const one = ordered.push(withoutRepeated(orderRow(row, context), references));
    return one;
  });
  return ordered;
}

function orderRow(row: InputRow, context: OrdersContext): OrderedRow {
  try {
    const request = validated(CreatePayoutDto, row.request);
    if (row.problems.length > 0) return { ...row, order: null, errors: row.problems };
    return { ...row, order: orderIn(request, row.line, context), errors: [] };
  } catch (error) {
    if (!(error instanceof PayoutError)) throw error;
    return { ...row, order: null, errors: merged(row.problems, errorsOf(error)) };
  }
}

function orderIn(
  request: CreatePayoutDto,
  line: number,
  { registry, consumer, batchId, now }: OrdersContext,
): Accepting {
  // An HTTP header cannot contain NUL, so this key never equals the Idempotency-Key of a single payout.
  const idempotencyHash = uniquenessHash(consumer, `batch\0${batchId}\0${line}`);
  const hashes = { idempotencyHash, requestHash: requestHash(request) };
  return orderOf(request, registry, { consumer, hashes, now, batchId });
}

function withoutRepeated(row: OrderedRow, references: Map<string, number>): OrderedRow {
  const reference = row.order?.order.reference ?? null;
  if (reference === null) return row;
  const earlier = references.get(reference);
  if (earlier === undefined) {
    references.set(reference, row.line);
    return row;
  }
  const message = `is the reference of row ${earlier} too`;
  return { ...row, order: null, errors: [{ field: 'reference', code: 'reference_already_used', message }] };
}

/** Maximum number of errors that are kept of one row. */
const MAX_ERRORS = 20;
/** Maximum number of characters of a field's name, and of a message, in an error of a row. */
const MAX_TEXT = 200;

/**
 * Returns the errors of a row, so short that their column can hold them. Whoever sends a field with a name of 64 KiB
 * gets the beginning of it. If there are more than 20 errors, the last one tells how many are left out.
 */
function errorsOf({ code, message, details }: PayoutError): BatchRowError[] {
  const problems: readonly Problem[] = details.errors ?? [{ field: '', message }];
  const errors = problems.map(({ field, message: rule }) => ({
    field: cellName(field)?.slice(0, MAX_TEXT) ?? null,
    code,
    message: rule.slice(0, MAX_TEXT),
  }));
  if (errors.length <= MAX_ERRORS) return errors;
  const kept = errors.slice(0, MAX_ERRORS - 1);
  return [...kept, { field: null, code, message: `has ${errors.length - kept.length} more errors` }];
}

/**
 * Returns the name of the column for a field of the API, such as `msisdn` for `recipient.msisdn`. Returns null if the
 * error concerns the whole row.
 */
function cellName(field: string): string | null {
  return field.replace(/^recipient\./, '') || null;
}

/**
 * Combines the errors of reading the cells (`first`) with those of the validation (`others`). For a cell that could not
 * be read, only the errors in `first` are kept.
 */
function merged(first: readonly BatchRowError[], others: readonly BatchRowError[]): BatchRowError[] {
  const known = new Set(first.map(({ field }) => field));
  const followUp = known.has('msisdn') || known.has('email') ? 'recipient' : '';
  return [...first, ...others.filter(({ field }) => !known.has(field) && field !== followUp)];
}
