/**
 * The KYC status of a customer by the last two digits of the msisdn, in the document's words (Djamo document, "Check
 * customer"). The answer for somebody who is no Djamo client is not documented: not found.
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

/** null: no Djamo client. Every ending outside the table is a validated customer. */
export function customerStatus(msisdn: string): string | null {
  const status = CUSTOMER_STATUSES[msisdn.slice(-2)];
  return status === undefined ? 'complete' : status;
}
