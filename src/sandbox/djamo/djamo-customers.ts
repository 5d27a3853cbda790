/**
 * Verification status of a customer, by the last two digits of the phone number. The words are from Djamo's document,
 * "Check customer". Null means that the number belongs to no Djamo client; the sandbox then answers 404, which Djamo
 * does not document.
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
 * Returns the verification status of a customer, or null for a number that belongs to no Djamo client. Numbers with
 * other endings have the status `complete`.
 */
export function customerStatus(msisdn: string): string | null {
  const status = CUSTOMER_STATUSES[msisdn.slice(-2)];
  return status === undefined ? 'complete' : status;
}
