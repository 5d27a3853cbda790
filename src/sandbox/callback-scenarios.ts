import type { CallbackMode } from './callback-settings.js';
import type { Scenario } from './scenario.js';

const TABLE: readonly [ending: string, word: string, callbacks: CallbackMode, summary: string][] = [
  ['61', 'callback-lost', 'lost', 'Paid; its callbacks are never sent.'],
  ['62', 'callback-doubled', 'doubled', 'Paid; each callback is sent twice.'],
  ['63', 'callback-late', 'late', 'Paid; its callbacks come 5 s late (sandbox time).'],
  ['64', 'callback-before-reply', 'beforeReply', 'Paid at once; its callbacks come before the reply to the POST.'],
  ['65', 'callback-before-state', 'beforeState', 'Paid; its callbacks come before a GET shows what they tell.'],
  ['66', 'callback-wrong-signature', 'wrongSignature', 'Paid; its callbacks are signed with another secret (Djamo).'],
];

/**
 * Scenarios in which the transaction is accepted and paid, and its callbacks have a fault. At Djamo, a phone number
 * that ends in 61 to 66 selects them.
 */
export const CALLBACK_SCENARIOS: readonly Scenario[] = TABLE.map(([msisdnEnding, word, callbacks, summary]) => ({
  word,
  msisdnEnding,
  executes: 'at once',
  reply: 'plain',
  callbacks,
  summary,
}));
