import {
  amountText,
  isJsonObject,
  type Observation,
  type ProviderFact,
  type ProviderReply,
  readReason,
  readText,
} from 'cauri';

/** The document's words for the state of a transfer. A word that is not here is `unknown`, never a failure. */
const FACTS = new Map<string, ProviderFact>([
  ['ACCEPTED', 'processing'],
  ['DELIVERED', 'paid'],
  ['REJECTED', 'failed'],
]);

/** A transfer as Baobab Pay told it, null unless it bears an id. */
export function baobabPayObservation(json: unknown): Observation | null {
  const transfer = isJsonObject(json) && isJsonObject(json.transfer) ? json.transfer : {};
  const providerId = readText(transfer.id);
  if (providerId === null) return null;
  const state = readText(transfer.state) ?? '';
  return {
    fact: FACTS.get(state) ?? 'unknown',
    providerStatus: state.slice(0, 64),
    providerId,
    // As told: the engine compares it with what was asked.
    echo: {
      reference: readText(transfer.reference),
      amount: amountText(transfer.amount),
      currency: readText(transfer.currency),
      recipient: readText(transfer.phone),
    },
    fee: amountText(transfer.fee),
    totalAmount: null,
    usedAmount: null,
    returnReason: null,
    failureReason: readReason(transfer.rejection),
    duplicated: false,
  };
}

/** `{ "code": "BP…", "message": … }`: an error of Baobab Pay's own, and not a page of a gateway in front of it. */
export function isBaobabPayError({ json }: ProviderReply): boolean {
  return isJsonObject(json) && String(json.code).startsWith('BP');
}
