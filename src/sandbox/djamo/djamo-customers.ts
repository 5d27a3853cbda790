/**
 * KYC status of a customer, by the last two digits of the msisdn, in the words of the Djamo document, "Check customer".
 * Null gives "not found"; the answer for somebody who is not a client is not documented.
 */
export const CUSTOMER_STATUSES: Readonly<Record<string, string | null>> = {
  '51': 'awaiting_data',
  '52': 'awaiting_approval',
  '53': 'age_rejected',
  '54': 'expired_document_date',
  '55': 'rejected',
  '56': 'unverified',
  '57': 'suspected',
  '58': null,
};

/**
 * Returns the KYC status of a customer. Null if they are not a Djamo client. Endings outside the table are validated
 * customers.
 */
export function customerStatus(msisdn: string): string | null {
  const status = CUSTOMER_STATUSES[msisdn.slice(-2)];
  return status === undefined ? 'complete' : status;
}
