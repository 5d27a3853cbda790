import type {
  CallbackAuthenticator,
  CallbackVerdict,
  CallbackWords,
  InboundCallback,
} from '../common/callback-contract.js';
import { isJsonObject } from '../common/provider-http.js';
import { readJsonBytes, readStatus, readText, readWord } from '../common/provider-values.js';
import { isSignedBy } from '../common/signatures.js';
import type { DjamoAccountOptions } from './djamo.options.js';

const SIGNATURE_HEADER = 'x-djamo-hmac-sha256';

type Account = Pick<DjamoAccountOptions, 'name' | 'webhookSecret'>;

/**
 * Verifies callbacks of Djamo. Djamo signs the body with the account's secret (HMAC-SHA256, standard base64). The
 * signature contains no time, so a repeated callback cannot be recognized. This is harmless, because a callback only
 * makes the worker read the payout at Djamo.
 */
export class DjamoCallbacks implements CallbackAuthenticator {
  /** Callback secrets by account name. All callbacks of an account without a secret are refused. */
  private readonly secrets: ReadonlyMap<string | null, readonly string[]>;

  constructor(accounts: readonly Account[]) {
    this.secrets = new Map(accounts.map(({ name, webhookSecret }) => [name, webhookSecret?.split(',') ?? []]));
  }

  authenticate({ account, headers, rawBody }: InboundCallback): CallbackVerdict {
    const secrets = this.secrets.get(account) ?? [];
    if (!isSignedBy(secrets, rawBody, headers[SIGNATURE_HEADER])) return { kind: 'refused' };
    return { kind: 'accepted', payoutId: referenceIn(readJsonBytes(rawBody)), failureReason: null };
  }

  /** Returns the topic as `type`, and the new status. The other fields are null. */
  wordsOf(rawBody: Uint8Array): CallbackWords {
    const body = readJsonBytes(rawBody);
    const { topic, data } = isJsonObject(body) ? body : {};
    const status = isJsonObject(data) ? readStatus(data.status) : null;
    return { type: readWord(topic), oldStatus: null, newStatus: readWord(status), oldUsage: null, newUsage: null };
  }
}

/**
 * Returns our reference from a body such as `{ "topic": "transactions/completed", "data": { "reference": … } }`.
 * Returns null if there is none.
 */
function referenceIn(body: unknown): string | null {
  return isJsonObject(body) && isJsonObject(body.data) ? readText(body.data.reference) : null;
}
