import { inspect } from 'node:util';
import {
  type Instruction,
  type PayoutConnector,
  ProviderReadError,
  type SubmitOutcome,
} from '../common/payout-connector.js';
import {
  aPayoutOf,
  type ConnectorUnderContract,
  control,
  IN_DOUBT,
  NOBODY,
  type OptionalVerb,
} from './contract-subject.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from './test-runner.js';

const OPTIONAL_VERBS: readonly OptionalVerb[] = [
  'cancel',
  'checkRecipient',
  'balance',
  'statement',
  'registerCallbacks',
];

const UNREADABLE = ['lost-request', 'error-500', 'html-403', 'redirect', 'truncated', 'throttled', 'hang-executed'];

/** What the engine relies on, the same for every connector, run against the provider's sandbox. */
export function connectorContract(name: string, setUp: () => Promise<ConnectorUnderContract>): void {
  describe(`${name}: the connector contract`, () => {
    let subject: ConnectorUnderContract;
    let connector: PayoutConnector;

    beforeAll(async () => {
      subject = await setUp();
      connector = subject.connect();
    });
    afterEach(() => control(subject, 'DELETE', 'faults'));
    afterAll(() => subject.close());

    const order = (fault: string, on: 'create' | 'read') => control(subject, 'POST', 'faults', { fault, on });

    const payout = (changed: Partial<Instruction> = {}) => aPayoutOf(subject, changed);

    async function postsOf({ payoutId }: Instruction): Promise<number> {
      const requests = (await control(subject, 'GET', 'requests')) as { reference: string | null }[];
      return requests.filter(({ reference }) => reference === payoutId).length;
    }

    /** Submits, and holds every submission to exactly one POST and to discretion. */
    async function submit(instruction: Instruction, by = connector, posts = 1): Promise<SubmitOutcome> {
      const outcome = await by.submit(instruction);
      expect(await postsOf(instruction)).toBe(posts);
      expectDiscretion(outcome.kind === 'accepted' ? { ...outcome, observation: null } : outcome);
      return outcome;
    }

    function expectDiscretion(shown: unknown): void {
      const text = inspect(shown, { depth: 8, showHidden: true });
      expect(text).not.toContain(subject.secret);
      expect(text).not.toContain(subject.draft.recipient.value);
    }

    async function readError(reading: Promise<unknown>): Promise<ProviderReadError> {
      const error = await reading.then(
        (answer) => new Error(`answered ${inspect(answer)}`),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ProviderReadError);
      expectDiscretion(error);
      return error as ProviderReadError;
    }

    it('has the optional verbs that it is held to, and no other', () => {
      expect(OPTIONAL_VERBS.filter((verb) => connector[verb] !== undefined)).toEqual(subject.verbs);
    });

    describe('accounts and rules', () => {
      it('names its accounts, with a scope that bears no secret', () => {
        expect(connector.accounts.map((account) => account.name)).toContain(subject.draft.account);
        for (const account of connector.accounts) expect(account.provider).toBe(connector.provider);
        expectDiscretion(connector.accounts);
      });

      it('accepts the payout that the provider accepts', () => {
        expect(connector.check(subject.draft, Date.now())).toEqual([]);
      });

      it('has a problem with an account that it does not have', () => {
        expect(connector.check({ ...subject.draft, account: 'nobody' }, Date.now())).not.toEqual([]);
      });

      it('has a problem with another currency, another kind of recipient and nothing to pay', () => {
        const { amount, recipient } = subject.draft;
        const changes = [
          { amount: { ...amount, currency: 'EUR' } },
          { amount: { ...amount, minor: 0 } },
          { recipient: { ...recipient, kind: recipient.kind === 'email' ? ('msisdn' as const) : ('email' as const) } },
        ];
        for (const change of changes)
          expect(connector.check({ ...subject.draft, ...change }, Date.now())).toHaveLength(1);
      });

      it('refuses a callback that nobody authenticates', () => {
        const callback = { account: subject.draft.account, headers: {}, query: {}, rawBody: Buffer.from('{}') };
        expect(connector.callbacks.authenticate(callback, [])).toEqual({ kind: 'refused' });
      });
    });

    describe('submit', () => {
      it('is accepted with what the provider says', async () => {
        const instruction = payout();
        const outcome = await submit(instruction);
        expect(outcome).toMatchObject({
          kind: 'accepted',
          httpStatus: 201,
          retryAfterMs: null,
          observation: {
            fact: 'processing',
            providerId: expect.stringMatching(/./),
            echo: { reference: instruction.payoutId, amount: String(instruction.amount.minor) },
            duplicated: false,
          },
        });
      });

      it.each(IN_DOUBT)('is unknown after %s', async (fault) => {
        await order(fault, 'create');
        expect(await submit(payout())).toMatchObject({ kind: 'unknown', duplicate: false });
      });

      it('passes on how long the provider asks to wait', async () => {
        await order('unavailable', 'create');
        expect(await submit(payout())).toMatchObject({ kind: 'unknown', httpStatus: 503, retryAfterMs: 1_000 });
      });

      it('is refused by a 400 of the provider, with its reason', async () => {
        await order('refused', 'create');
        const outcome = await submit(payout());
        expect(outcome).toMatchObject({ kind: 'refused', httpStatus: 400, providerReason: expect.stringMatching(/./) });
      });

      it('is not sent when the provider throttles', async () => {
        await order('throttled', 'create');
        expect(await submit(payout())).toMatchObject({ kind: 'not_sent', cause: 'throttled', retryAfterMs: 1_000 });
      });

      it('is an account fault with a wrong secret', async () => {
        const outcome = await submit(payout(), subject.connect({ secret: 'a-wrong-secret' }));
        expect(outcome).toMatchObject({ kind: 'account_fault', httpStatus: 401 });
        expect(inspect(outcome)).not.toContain('a-wrong-secret');
      });

      it('is not sent without a connection', async () => {
        const outcome = await submit(payout(), subject.connect({ baseUrl: NOBODY }), 0);
        expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'no_connection', httpStatus: null });
      });

      it('passes on a status word that no document knows', async () => {
        await order('unknown-word', 'create');
        const outcome = await submit(payout());
        expect(outcome).toMatchObject({
          kind: 'accepted',
          observation: { fact: 'unknown', providerStatus: expect.stringMatching(/./) },
        });
      });

      it('passes on a different amount as told', async () => {
        await order('mismatch', 'create');
        const instruction = payout();
        const echo = { reference: instruction.payoutId, amount: String(instruction.amount.minor + 1) };
        expect(await submit(instruction)).toMatchObject({ kind: 'accepted', observation: { echo } });
      });
    });

    describe('lookup', () => {
      it("finds what was accepted, by our id and by the provider's", async () => {
        const instruction = payout();
        const outcome = await submit(instruction);
        const providerId = outcome.kind === 'accepted' ? outcome.observation.providerId : null;
        const found = { providerId, echo: { reference: instruction.payoutId } };
        expect(await connector.lookup(instruction)).toMatchObject(found);
        expect(await connector.lookup({ ...instruction, providerId })).toMatchObject(found);
      });

      it('finds what was executed without an answer', async () => {
        await order('lost-reply', 'create');
        const instruction = payout();
        await submit(instruction);
        expect(await connector.lookup(instruction)).toMatchObject({ fact: 'processing', duplicated: false });
      });

      it('is absent when the provider does not know the payout', async () => {
        await order('lost-request', 'create');
        const instruction = payout();
        await submit(instruction);
        expect(await connector.lookup(instruction)).toBe('absent');
      });

      it.each(UNREADABLE)('concludes nothing after %s', async (fault) => {
        const instruction = payout();
        await submit(instruction);
        await order(fault, 'read');
        await readError(connector.lookup(instruction));
        expect(await postsOf(instruction)).toBe(1);
      });

      it('concludes nothing with a wrong secret', async () => {
        const error = await readError(subject.connect({ secret: 'a-wrong-secret' }).lookup(payout()));
        expect(error.httpStatus).toBe(401);
      });

      it('concludes nothing without a connection', async () => {
        await readError(subject.connect({ baseUrl: NOBODY }).lookup(payout()));
      });
    });
  });
}
