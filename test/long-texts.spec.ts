import { plainToInstance } from 'class-transformer';
import { readForeignJson } from '../src/common/foreign-json.js';
import { amountText, normalizeAmount, parseAmount, readAmount } from '../src/common/money.js';
import { isPossibleMsisdn, msisdnDigits } from '../src/common/msisdn.js';
import type { PayoutDraft } from '../src/common/payout-connector.js';
import { readJsonBytes, readReason, readStatus, readText, readTime } from '../src/common/provider-values.js';
import { plainText, redact, safeStack, safeText } from '../src/common/redact.js';
import { isSignedBy, readCapability } from '../src/common/signatures.js';
import { idProblem, textProblem } from '../src/common/text-rules.js';
import { trimEnd } from '../src/common/trim-end.js';
import { djamoObservation } from '../src/djamo/djamo.observation.js';
import { djamoProblems } from '../src/djamo/djamo.rules.js';
import { JumiaCreditsCallbacks } from '../src/jumia-credits/jumia-credits.callbacks.js';
import { jumiaCreditsObservation } from '../src/jumia-credits/jumia-credits.observation.js';
import { jumiaCreditsProblems } from '../src/jumia-credits/jumia-credits.rules.js';
import { requestHash } from '../src/payouts/acceptance/request-hash.js';
import { bearerToken } from '../src/payouts/access/configured-keys.js';
import { echoDifferences } from '../src/payouts/domain/compare-echo.js';
import { CreatePayoutDto } from '../src/payouts/dto/create-payout.dto.js';
import { ListPayoutsDto } from '../src/payouts/dto/list-payouts.dto.js';
import { parseRfc3339 } from '../src/payouts/dto/rfc3339.js';
import { validated } from '../src/payouts/dto/validated.js';
import { decodeCursor } from '../src/payouts/http/cursor.js';
import { readIdempotencyKey } from '../src/payouts/http/idempotency-key.js';
import { locationOf } from '../src/payouts/http/platform-response.js';
import { isUuid } from '../src/payouts/http/resource-id.js';
import { RecipientCheckDto } from '../src/payouts/recipients/dto/recipient-check.dto.js';
import { ResolvePayoutDto } from '../src/payouts/review/dto/resolve-payout.dto.js';
import { PinoLogger } from '../src/service/logging/pino.logger.js';
import { aPayout } from './support/factories.js';

/** A quarter of the longest answer of a provider, four times what a consumer sends: longer ones only cost time. */
const LONGEST = 262_144;
/** Processor time, so that a busy machine changes little. Linear takes at most a quarter of it, quadratic minutes. */
const LIMIT_MS = 2_000;

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const OTHERS = ['\n', '\t', '\u0000', '\u00a0', '\u200b', '\u202e', 'é', '٣', '💸', '\ud800'];
const RUNS = [
  'a@',
  '.0',
  '0.',
  'a.',
  'a@a.',
  '%40',
  '://',
  '://:',
  'a:',
  '\n ',
  ' \n',
  '+1',
  'bearer ',
  'bearer:',
  '?c=',
  'ck_',
  '[{',
  '\\"',
];
/** What makes an expression take a run seriously before it fails at the end. */
const [BEFORE, BEHIND] = [
  ['', '1.', 'a@', '://a:', 'bearer ', '"', '\n', '+', '2026-11-26T11:00:00.'],
  ['', '1', '!', '\n'],
];

const draft = { amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020304' } };
const order: PayoutDraft = {
  account: 'djamo',
  amount: { minor: 5_000, scale: 0, currency: 'XOF' },
  recipient: { kind: 'msisdn', value: '+2250701020304' },
  name: null,
  description: null,
  expiresAt: null,
  subCompanyId: null,
};
const logger = new PinoLogger({ level: 'info', format: 'pretty', output: { write: () => undefined } });
const key = { kid: 'k1', secret: 'a-callback-key-of-ours' };
const asError = (text: string) => Object.assign(new Error(text), { stack: text });

/** Everything that reads text from outside. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a path': (text) => [locationOf({ url: text }, 'id'), isUuid(text)],
  Authorization: (text) => [bearerToken(text), bearerToken(`Bearer ${text}`)],
  'Idempotency-Key': (text) => readIdempotencyKey(['idempotency-key', text]),
  'a cursor': (text) => decodeCursor(text, {}),
  'the fields of a payout': (text) => {
    const fields = ['amount', 'currency', 'provider', 'reference', 'name', 'description', 'expiresAt', 'subCompanyId'];
    const wrong = Object.fromEntries(fields.map((field) => [field, text]));
    validated(CreatePayoutDto, { ...draft, ...wrong, metadata: { [text]: text } });
  },
  'a phone number': (text) => validated(CreatePayoutDto, { ...draft, recipient: { msisdn: text } }),
  'an e-mail address': (text) => validated(CreatePayoutDto, { ...draft, recipient: { email: text } }),
  'the name of a field': (text) => validated(CreatePayoutDto, { ...draft, [text]: text }),
  'a filter': (text) => {
    const fields = ['cursor', 'status', 'provider', 'reference', 'batchId', 'review', 'createdFrom', 'limit'];
    validated(ListPayoutsDto, Object.fromEntries(fields.map((field) => [field, text])));
  },
  'a customer to check': (text) => validated(RecipientCheckDto, { account: text, msisdn: text, email: text }),
  'a resolution': (text) => validated(ResolvePayoutDto, { action: text, confirm: text, note: text, reason: text }),
  'the hash of a request': (text) => requestHash(plainToInstance(CreatePayoutDto, { ...draft, amount: text })),
  'an amount': (text) => [parseAmount(text, 2), normalizeAmount(text), amountText(text), readAmount(text, 2)],
  'the rules of Djamo': (text) =>
    djamoProblems(
      { ...order, recipient: { kind: 'msisdn', value: text }, description: text, subCompanyId: text },
      {
        minAmount: 1,
        maxAmount: 9,
      },
    ),
  'the rules of JumiaPay': (text) =>
    jumiaCreditsProblems(
      { ...order, recipient: { kind: 'email', value: text }, name: text, description: text },
      { currency: 'XOF', maxAmount: null },
      0,
    ),
  'rules for texts': (text) => [
    textProblem(text, 255),
    idProblem(text, 100),
    isPossibleMsisdn(text),
    msisdnDigits(text),
  ],
  'a time': (text) => [parseRfc3339(text), readTime(text)],
  'what a provider tells': (text) => [readText(text), readStatus(text), readReason(text), readReason([text, text])],
  'JSON of a provider': (text) => [
    readForeignJson(text),
    readForeignJson(JSON.stringify(text)),
    readJsonBytes(Buffer.from(text)),
  ],
  'a transaction': (text) =>
    djamoObservation({ id: text, status: text, reference: text, amount: text, msisdn: text, failureReason: text }),
  'a credit': (text) =>
    jumiaCreditsObservation({
      uuid: 'u',
      status: text,
      amount: { value: text, currency: text },
      customer_email: text,
      error_message: text,
    }),
  'an echo': (text) => {
    const echo = {
      reference: readText(text),
      amount: amountText(text),
      currency: readText(text),
      recipient: readText(text),
    };
    return [echoDifferences(aPayout(), echo), echoDifferences(aPayout({ recipientKind: 'msisdn' }), echo)];
  },
  'a callback': (text) => {
    const rawBody = Buffer.from(JSON.stringify({ credit: { error_message: text, partner_credit_id: text } }));
    return new JumiaCreditsCallbacks().authenticate({ account: null, headers: {}, query: { c: text }, rawBody }, [key]);
  },
  'a signature': (text) => [isSignedBy(['secret'], Buffer.from('x'), text), readCapability([key], 'x', text)],
  'a line of the log': (text) => {
    logger.log(text);
    logger.error(asError(text));
    logger.error('broken', text, 'Http');
    logger.event('info', text, { text });
  },
  'text for people': (text) => [plainText(text, 255), safeText(text, 255), safeStack(text, 255), trimEnd(text, '/')],
  'text that is not cut': (text) => redact(text),
};

function cost(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  try {
    read(text);
  } catch {
    // Refused: that counts too.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** A run of `unit`, so that the whole has this length. */
function run(unit: string, length: number, before = '', behind = ''): string {
  return before + unit.repeat(Math.ceil(length / unit.length)) + behind;
}

describe.each(Object.entries(READERS))('the time for reading %s grows with its length alone', (_, read) => {
  /** Growing lengths: what is not linear is told after seconds, and not after an hour. */
  function expectLinear(unit: string, before?: string, behind?: string): void {
    for (const length of [LONGEST / 64, LONGEST / 8, LONGEST]) {
      const text = run(unit, length, before, behind);
      // Once more where the first was slow: a collection of garbage is not the reader's fault.
      const linear = cost(read, text) <= LIMIT_MS || cost(read, text) <= LIMIT_MS;
      if (!linear) throw new Error(`${JSON.stringify([before, unit, behind])} at ${length} characters takes too long`);
    }
  }

  it('at a repeated character', () => {
    for (const unit of [...PRINTABLE, ...OTHERS]) expectLinear(unit);
  });

  it('at a repeated run', () => {
    for (const unit of RUNS) expectLinear(unit);
  });

  it('at a run with something before and behind', () => {
    for (const unit of ['a', '0', ' ', '/', '\n', '.0']) {
      for (const before of BEFORE) for (const behind of BEHIND) expectLinear(unit, before, behind);
    }
  });
});

describe('JSON that is no document of ours or of a provider', () => {
  const wide = (fields: number) => `{${Array.from({ length: fields }, (_, index) => `"f${index}":1`).join()}}`;
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  it('with more fields than any of a provider counts as none, however long it is', () => {
    expect(readForeignJson(wide(1_000))).toBeDefined();
    for (const fields of [1_001, 100_000]) expect(readForeignJson(wide(fields))).toBeUndefined();
    expect(readForeignJson(`{"data":[{"id":${wide(100_000)}}]}`)).toBeUndefined();
  });

  it('nested deeper than any of a provider counts as none, and is walked through by nobody', () => {
    expect(readForeignJson(deep(32))).toBeDefined();
    for (const levels of [33, 500_000]) expect(readForeignJson(deep(levels))).toBeUndefined();
    expect(djamoObservation(readForeignJson(`{"id":"x","status":${deep(500_000)}}`))).toBeNull();
  });

  it('with thousands of fields is one problem of a request, and not thousands', () => {
    for (const body of [
      { ...draft, ...JSON.parse(wide(10_000)) },
      { ...draft, metadata: JSON.parse(wide(10_000)) },
    ]) {
      expect(() => validated(CreatePayoutDto, body)).toThrow(
        expect.objectContaining({
          details: { errors: [expect.objectContaining({ message: 'has more than 100 parts' })] },
        }),
      );
    }
  });
});
