import { SCENARIOS } from '../sandbox/scenarios.js';
import { table } from '../terminal/table.js';
import type { SandboxUrls } from './sandboxes-process.js';

export interface Welcome {
  readonly url: string;
  readonly sandboxes: SandboxUrls;
  readonly apiKey: string;
  readonly approverKey: string;
  readonly database: string;
}

/** Returns the text that `start:sandbox` prints after the start, with URLs, first commands and keys. */
export function welcome({ url, sandboxes, apiKey, approverKey, database }: Welcome): string {
  const addresses = [
    ['Cauri', url, `for people: ${url}/console (sign in with the API key), ${url}/docs`],
    ['Djamo', sandboxes.djamo, `control API: ${sandboxes.djamo}/_sandbox/…`],
    ['JumiaPay', sandboxes['jumia-credits'], `control API: ${sandboxes['jumia-credits']}/_sandbox/…`],
    ['Database', database, 'made anew at every start: the ledgers of the sandboxes are in memory only'],
  ];
  return [
    '',
    ...table(['', '', ''], addresses).slice(1),
    '',
    'Pay a Djamo client:',
    ...order(
      { url, apiKey, key: 'djamo' },
      { amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020300' } },
    ),
    '',
    'Give a JumiaPay credit:',
    ...order(
      { url, apiKey, key: 'jumia' },
      { amount: '2500', currency: 'XOF', recipient: { email: 'awa@example.com' }, name: 'Thank you' },
    ),
    '',
    'The account jumia-credits-ng wants an approval, by somebody else than who ordered. Order, then approve by its id:',
    ...order(
      { url, apiKey, key: 'naira' },
      { amount: '1500.00', currency: 'NGN', recipient: { email: 'ada@example.com' }, name: 'Thank you' },
    ),
    `  curl -s -X POST ${url}/v1/payouts/<id>/approve -H 'Authorization: Bearer ${approverKey}'`,
    '',
    'What became of them:',
    `  curl -s '${url}/v1/payouts' -H 'Authorization: Bearer ${apiKey}'`,
    '',
    'The control APIs: GET ledger, requests, transactions, settings, magic · POST clock {"advanceMs":60000},',
    'settings {"slowMs":9000}, faults {"fault":"down"}, transactions/<id> {"status":"failed"}, reset · DELETE faults',
    `  curl -s ${sandboxes.djamo}/_sandbox/ledger`,
    '',
    'Magic inputs: the last two digits of the msisdn, or the word in the e-mail (awa+lost-reply@example.com):',
    ...table(['msisdn', 'e-mail', ''], magicInputs(), { ruled: true }).map((line) => `  ${line}`),
    '',
    'A payout that ends in review, and how to decide about it: docs/sandboxes.md. Ctrl-C ends everything.',
    '',
    'API keys, for trying only (everything listens on this machine alone):',
    `  to approve   ${approverKey}`,
    `  to order     ${apiKey}`,
    '',
  ].join('\n');
}

interface Sender {
  readonly url: string;
  readonly apiKey: string;
  /** First part of the Idempotency-Key. */
  readonly key: string;
}

/** Returns a curl command that can be pasted into a shell. Its Idempotency-Key contains the time in seconds. */
function order({ url, apiKey, key }: Sender, body: object): string[] {
  return [
    `  curl -s ${url}/v1/payouts -H 'Authorization: Bearer ${apiKey}' \\`,
    `    -H "Idempotency-Key: ${key}-$(date +%s)" -H 'Content-Type: application/json' \\`,
    `    -d '${JSON.stringify(body)}'`,
  ];
}

function magicInputs(): string[][] {
  return SCENARIOS.map(({ msisdnEnding, word, summary }) => [`…${msisdnEnding}`, word, summary]);
}
