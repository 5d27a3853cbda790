import { createHash } from 'node:crypto';
import { normalizeAmount } from '../../common/money.js';
import type { CreatePayoutDto } from '../dto/create-payout.dto.js';

/** Returns the value with sorted keys and without empty fields, so that equal requests give equal texts. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => !isSilent(member))
    .map(([key, member]) => [key, canonical(member)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // A list of pairs: in an object a key named `__proto__` would set the prototype.
  return entries;
}

/** True for null and for an empty object, such as empty metadata. They mean the same as a missing field. */
function isSilent(member: unknown): boolean {
  if (typeof member !== 'object' || member === null) return member === null || member === undefined;
  return Object.keys(member).length === 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Returns a hash that is unique for a consumer and a value. A hash, because databases compare texts differently. */
export function uniquenessHash(consumer: string, value: string): string {
  return sha256(`${consumer}\0${value}`);
}

/**
 * Returns the hash that a request repeated with the same Idempotency-Key must have. The order of fields and the
 * trailing zeros of amounts do not matter.
 */
export function requestHash(request: CreatePayoutDto): string {
  return sha256(JSON.stringify(canonical({ ...request, amount: normalizeAmount(request.amount) })));
}
