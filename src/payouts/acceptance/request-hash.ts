import { hash } from 'node:crypto';
import { normalizeAmount } from '../../common/money.js';
import type { CreatePayoutDto } from '../dto/create-payout.dto.js';

/** Sorts the keys of a JSON value and removes empty fields, so that equal requests give equal texts. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => !isSilent(member))
    .map(([key, member]) => [key, canonical(member)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // Returns a list of pairs. In an object, a key `__proto__` would set the prototype.
  return entries;
}

/**
 * Returns true for null, undefined and an empty object, such as empty metadata. All mean the same as an omitted field.
 */
function isSilent(member: unknown): boolean {
  if (typeof member !== 'object' || member === null) return member === null || member === undefined;
  return Object.keys(member).length === 0;
}

/** Returns the SHA-256 of a text in hexadecimal. */
export function textHash(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * Returns a SHA-256 of the consumer and a value, such as an idempotency key, for a unique index. Databases compare
 * texts in different ways, but hashes in the same way.
 */
export function uniquenessHash(consumer: string, value: string): string {
  return textHash(`${consumer}\0${value}`);
}

/**
 * Returns a SHA-256 of the request. If a repeated Idempotency-Key has another hash, its request is different. The order
 * of fields, empty fields and trailing zeros of the amount do not matter.
 */
export function requestHash(request: CreatePayoutDto): string {
  return textHash(JSON.stringify(canonical({ ...request, amount: normalizeAmount(request.amount) })));
}
