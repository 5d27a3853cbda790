import { parse } from '../common/parse.js';
import type { Observation } from '../common/payout-connector.js';
import { plainText } from '../common/redact.js';
import { djamoFact } from './djamo.status.js';
import { DjamoTransactionDto } from './dto/transaction.dto.js';

/**
 * Converts a transaction from a response of Djamo to an observation. Returns null if it has no id. If its status is
 * unreadable, the fact is `unknown`.
 */
export function djamoObservation(json: unknown): Observation | null {
  const { value: transaction } = parse(DjamoTransactionDto, json);
  if (transaction === null) return null;
  const status = transaction.status ?? '';
  return {
    fact: djamoFact(status),
    providerStatus: plainText(status, 64),
    providerId: transaction.id,
    echo: {
      reference: transaction.reference,
      amount: transaction.amount,
      // Djamo pays only in XOF and does not repeat the currency in its responses.
      currency: null,
      recipient: transaction.msisdn,
    },
    fee: transaction.fee,
    totalAmount: transaction.totalAmount,
    usedAmount: null,
    returnReason: null,
    failureReason: transaction.failureReason,
    providerData: {
      batchId: transaction.batchId,
      createdAt: transaction.createdAt,
      updatedAt: transaction.updatedAt,
    },
    duplicated: false,
  };
}
