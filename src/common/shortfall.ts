/** Usual words for a lack of money, in English and French. No provider documents the words that it uses. */
const SHORTFALL =
  /insufficient[ _-]?(?:funds?|balance|money)|not[ _-]enough[ _-](?:funds?|balance|money)|lack[ _-]of[ _-](?:funds?|balance)|(?:solde|provision)[ _-]insuffisante?|fonds[ _-]insuffisants?/i;

/**
 * Returns true if a provider's reason for a refusal or a failure says that the account lacks money. Returns false for
 * null and for words that are not the usual ones.
 */
export function tellsShortfall(reason: string | null): boolean {
  return reason !== null && SHORTFALL.test(reason);
}
