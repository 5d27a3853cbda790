const SHORTFALL =
  /insufficient[ _-]?(?:funds?|balance|money)|not[ _-]enough[ _-](?:funds?|balance|money)|lack[ _-]of[ _-](?:funds?|balance)|(?:solde|provision)[ _-]insuffisante?|fonds[ _-]insuffisants?/i;

/**
 * Returns true if a provider's reason for a refusal or a failure is that the account lacks money. No provider documents
 * its words for it, so these are the usual ones in English and French.
 */
export function tellsShortfall(reason: string | null): boolean {
  return reason !== null && SHORTFALL.test(reason);
}
