import { SCENARIOS } from '../sandbox/scenarios.js';
import { table } from '../terminal/table.js';
import { wrapped } from '../terminal/wrap.js';
import type { SandboxUrls } from './sandboxes-process.js';

/**
 * Data that the printed instructions contain. `apiKey` may request payouts, and `approverKey` may approve them.
 * `database` is the path of the SQLite file.
 */
export interface Welcome {
  readonly url: string;
  readonly sandboxes: SandboxUrls;
  readonly apiKey: string;
  readonly approverKey: string;
  readonly database: string;
}

/** Returns the text that `start:sandbox` prints after the start, with URLs, first commands and keys. */
export function welcome({ url, sandboxes, apiKey, approverKey, database }: Welcome): string {
  return [
    '',
    `Cauri     ${url}`,
    `          for people: ${url}/console (sign in with the API key)`,
    `          and ${url}/docs`,
    `Djamo     ${sandboxes.djamo}`,
    `JumiaPay  ${sandboxes['jumia-credits']}`,
    `          each with a control API at /_sandbox/…`,
    `Database  ${database}`,
    '          new at every start: the ledgers of the sandboxes are in memory only',
    '',
    ...firstCommands(url, { apiKey, approverKey }),
    '',
    'The control APIs:',
    '  GET     ledger, requests, transactions, settings, magic',
    '  POST    clock {"advanceMs":60000}, settings {"slowMs":9000},',
    '          faults {"fault":"down"}, transactions/<id> {"status":"failed"}, reset',
    '  DELETE  faults',
    `  curl -s ${sandboxes.djamo}/_sandbox/ledger`,
    '',
    'Magic inputs: the last two digits of the msisdn, or the word in the e-mail',
    '(awa+lost-reply@example.com):',
    ...magicInputs(),
    '',
    'A payout that ends in review, and how to decide about it: docs/sandboxes.md.',
    'Ctrl-C ends everything.',
    '',
    'API keys, for trying only (everything listens on this machine alone):',
    `  to approve   ${approverKey}`,
    `  to order     ${apiKey}`,
    '',
  ].join('\n');
}

function firstCommands(url: string, { apiKey, approverKey }: Pick<Welcome, 'apiKey' | 'approverKey'>): string[] {
  return [
    'Pay a Djamo client:',
    ...order({ url, apiKey, key: 'djamo' }, { amount: '5000', currency: 'XOF' }, { msisdn: '+2250701020300' }),
    '',
    'Give a JumiaPay credit:',
    ...order(
      { url, apiKey, key: 'jumia' },
      { amount: '2500', currency: 'XOF', name: 'Thank you' },
      { email: 'awa@example.com' },
    ),
    '',
    'The account jumia-credits-ng wants an approval, by somebody else than who',
    'ordered. Order, then approve by its id:',
    ...order(
      { url, apiKey, key: 'naira' },
      { amount: '1500.00', currency: 'NGN', name: 'Thank you' },
      { email: 'ada@example.com' },
    ),
    `  curl -s -X POST ${url}/v1/payouts/<id>/approve \\`,
    `    -H 'Authorization: Bearer ${approverKey}'`,
    '',
    'What became of them:',
    `  curl -s ${url}/v1/payouts \\`,
    `    -H 'Authorization: Bearer ${apiKey}'`,
  ];
}

interface Sender {
  readonly url: string;
  readonly apiKey: string;
  /** First part of the Idempotency-Key. The shell adds the current time to it. */
  readonly key: string;
}

/**
 * Returns the lines of a curl command that can be pasted into a shell. Its Idempotency-Key contains the time in
 * seconds, so each call requests a new payout.
 */
function order({ url, apiKey, key }: Sender, draft: object, recipient: object): string[] {
  return [
    `  curl -s ${url}/v1/payouts \\`,
    `    -H 'Authorization: Bearer ${apiKey}' \\`,
    `    -H "Idempotency-Key: ${key}-$(date +%s)" \\`,
    "    -H 'Content-Type: application/json' \\",
    `    -d '${JSON.stringify(draft).slice(0, -1)},`,
    `         "recipient":${JSON.stringify(recipient)}}'`,
  ];
}

/** Returns a table of the magic inputs (recipients that select a scenario of the sandboxes). */
function magicInputs(): string[] {
  const inputs = SCENARIOS.map(({ msisdnEnding, word }) => [`…${msisdnEnding}`, word]);
  const [head = '', ...lines] = table(['msisdn', 'e-mail'], inputs);
  const indent = 4 + Math.max(...[head, ...lines].map(({ length }) => length));
  const explained = lines.map((line, index) =>
    `  ${line}`.padEnd(indent).concat(wrapped(SCENARIOS[index]?.summary ?? '', indent)),
  );
  return [`  ${head}`, ...explained];
}
