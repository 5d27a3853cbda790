import type { CallbackVerdict, InboundCallback } from '../common/callback-contract.js';
import type { ContractBench } from './contract-bench.js';
import type { GenuineCallback } from './contract-subject.js';
import { expect, it } from './test-runner.js';

const REFUSED: CallbackVerdict = { kind: 'refused' };

/**
 * Registers tests for `callbacks`: a connector must accept genuine callbacks and return the right payout id, and refuse
 * forged ones. If the account accepts no callbacks, the connector must refuse all.
 */
export function callbacksOf(bench: ContractBench): void {
  const verdict = (callback: InboundCallback, keys: GenuineCallback['keys']) =>
    bench.connector.callbacks.authenticate(callback, keys);

  /**
   * Returns a genuine callback about a payout. Returns null if the account accepts no callbacks.
   * @throws if the account accepts callbacks and the subject has no `genuineCallback`
   */
  function genuine(payoutId: string): GenuineCallback | null {
    if (bench.account.safety.callbackAuth === 'none') return null;
    if (bench.subject.genuineCallback === undefined) {
      throw new Error('an account with callbacks has to be tried with a genuine one: see `genuineCallback`');
    }
    return bench.subject.genuineCallback(payoutId);
  }

  it('refuses a callback that nobody authenticates', () => {
    const callback = { account: bench.subject.draft.account, headers: {}, query: {}, rawBody: Buffer.from('{}') };
    expect(verdict(callback, [])).toEqual(REFUSED);
  });

  it('accepts what the provider sends, and knows which payout to read', () => {
    const { payoutId } = bench.payout();
    const sent = genuine(payoutId);
    if (sent) expect(verdict(sent.callback, sent.keys)).toMatchObject({ kind: 'accepted', payoutId });
  });

  it('refuses it with any part of its proof changed, left out, repeated, or for another account', () => {
    const sent = genuine(bench.payout().payoutId);
    if (!sent) return;
    const { callback, keys } = sent;
    for (const forged of forgeries(callback, bench.account.safety.callbackAuth === 'hmac')) {
      expect(verdict(forged, keys)).toEqual(REFUSED);
    }
  });
}

/**
 * Returns forged copies of a callback. In each, one header or query value is changed; in one, all of them are removed.
 * If the provider's signature covers the body, there is also one with a changed body and one for another account.
 */
function forgeries(callback: InboundCallback, coversBody: boolean): InboundCallback[] {
  const { headers, query, rawBody } = callback;
  const proofs = [
    ...spoilt(headers).map((spoiltHeaders) => ({ ...callback, headers: spoiltHeaders })),
    ...spoilt(query).map((spoiltQuery) => ({ ...callback, query: spoiltQuery })),
    { ...callback, headers: {}, query: {} },
  ];
  if (!coversBody) return proofs;
  const body = Buffer.from(rawBody);
  body[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
  return [...proofs, { ...callback, rawBody: body }, { ...callback, account: 'nobody' }];
}

/**
 * Returns copies of the headers or query values. In each copy one value is changed: a different character, an
 * additional character, or the value given twice.
 */
function spoilt<T>(proofs: Readonly<Record<string, T>>): Record<string, T>[] {
  return Object.entries(proofs).flatMap(([name, proof]) => {
    const text = String(proof);
    const changed = [`${text.slice(0, -2)}${text.at(-2) === 'a' ? 'b' : 'a'}${text.at(-1)}`, `${text}a`, [text, text]];
    return changed.map((value) => ({ ...proofs, [name]: value as T }));
  });
}
