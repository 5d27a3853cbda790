import { createHash } from 'node:crypto';
import { normalizeAmount } from '../../common/money.js';
import type { CreatePayoutDto } from '../dto/create-payout.dto.js';

/** Keys in order, fields that say nothing left out: the same request always reads the same. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => !isSilent(member))
    .map(([key, member]) => [key, canonical(member)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // A list of pairs, because an object would take a key named `__proto__` for its prototype.
  return entries;
}

/** Null and an empty object, such as metadata without any, say no more than a field that is left out. */
function isSilent(member: unknown): boolean {
  if (typeof member !== 'object' || member === null) return member === null || member === undefined;
  return Object.keys(member).length === 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Uniqueness rests on hashes of consumer and value, because collations differ between databases. */
export function uniquenessHash(consumer: string, value: string): string {
  return sha256(`${consumer}\0${value}`);
}

/** What a repeated Idempotency-Key must come with: the same fields, whatever their order and their amount's zeros. */
export function requestHash(request: CreatePayoutDto): string {
  return sha256(JSON.stringify(canonical({ ...request, amount: normalizeAmount(request.amount) })));
}
