import { setTimeout as sleep } from 'node:timers/promises';
import { signatureOf, tokenOf } from '../callback-sender.js';
import type { PayoutView } from '../cauri-client.js';
import { PROVIDERS, type ProviderName } from '../drafts.js';
import type { Reply } from '../http-call.js';
import type { Order, Stage } from '../stage.js';
import { all } from '../tally.js';
import type { Scene } from './scene.js';

/** Body of Cauri's response to a forged callback. It does not say why the callback was refused. */
const REFUSAL = '{"code":"unauthorized"}';
/** Time in milliseconds that Cauri gets for reading a payout after a callback about it. */
const UNTIL_READ_MS = 1_000;

/**
 * Paid payouts. False callbacks say that `djamo` and `jumia` have failed. The token of `otherJumia` is used for a
 * callback about `jumia`.
 */
interface Targets {
  readonly djamo: PayoutView;
  readonly jumia: PayoutView;
  readonly otherJumia: PayoutView;
}

/** A description of a forged callback, and the function that sends it. */
type Forgery = readonly [what: string, send: () => Promise<Reply>];

/**
 * Shows that callbacks with false content change no payout. Without the right token or signature, they are answered
 * 401. With it, they only make Cauri read the payout from the provider.
 */
export const forgedCallbacks: Scene = {
  title: 'Callbacks that lie: each says that a paid payout has failed',
  async play(stage) {
    const make = (provider: ProviderName) => stage.drafts.make(provider, 'success');
    const drafts = [make('djamo'), make('jumia-credits'), make('jumia-credits')];
    const [djamo, jumia, otherJumia] = await stage.settled(await stage.order('lied about', drafts));
    if (!djamo || !jumia || !otherJumia) throw new Error('a payout that was ordered is missing');
    for (const [what, send] of forgeries(stage, { djamo, jumia, otherJumia })) tell(stage, what, await send());
    await expectUnchanged(stage, [djamo, jumia, otherJumia], 'still paid, same version');
    await authenticLies(stage);
  },
};

/**
 * Sends callbacks that have the right signature or token but false content. They are about the first payout of each
 * provider, because Cauri reads a payout at most every five seconds and last read these before that.
 */
async function authenticLies(stage: Stage): Promise<void> {
  const [djamo, jumia] = await stage.settled(PROVIDERS.flatMap((provider) => firstOf(stage, provider)));
  if (!djamo || !jumia) throw new Error('a payout that was ordered is missing');
  const body = djamoLie(djamo);
  const answers = await Promise.all([
    stage.callbacks.djamo(body, signatureOf(body)),
    stage.callbacks.jumiaCredits(jumiaLie(jumia), tokenOf(jumia.id)),
  ]);
  stage.check(
    answers.every(({ status }) => status === 200),
    `such lies with the right HMAC and the right token: ${answers.map(({ status }) => status).join(' and ')}; ` +
      'a callback only has Cauri ask the provider',
  );
  await sleep(UNTIL_READ_MS);
  await expectUnchanged(stage, [djamo, jumia], `${UNTIL_READ_MS / 1_000} s later still paid, same version`);
}

function firstOf({ orders }: Stage, provider: ProviderName): Order[] {
  return orders.filter(({ draft }) => draft.provider === provider).slice(0, 1);
}

/** Returns forged callbacks, each with a missing or wrong token or signature. */
function forgeries({ callbacks }: Stage, { djamo, jumia, otherJumia }: Targets): Forgery[] {
  const lie = djamoLie(djamo);
  const truth = { topic: 'transactions/completed', data: { reference: djamo.id, status: 'completed' } };
  return [
    ['JumiaPay, without the token', () => callbacks.jumiaCredits(jumiaLie(jumia), null)],
    ["JumiaPay, another payout's token", () => callbacks.jumiaCredits(jumiaLie(jumia), tokenOf(otherJumia.id))],
    ['Djamo, HMAC of another secret', () => callbacks.djamo(lie, signatureOf(lie, 'a guessed secret'))],
    ['Djamo, the right HMAC in hex', () => callbacks.djamo(lie, signatureOf(lie, undefined, 'hex'))],
    ['Djamo, HMAC of a true body, body changed', () => callbacks.djamo(lie, signatureOf(truth))],
  ];
}

function djamoLie({ id }: PayoutView): object {
  return { topic: 'transactions/failed', data: { reference: id, status: 'failed' } };
}

function jumiaLie({ id }: PayoutView): object {
  return { type: 'CREDIT_STATUS_CHANGE', new_status: 'failed', credit: { partner_credit_id: id, status: 'failed' } };
}

function tell(stage: Stage, what: string, { status, body }: Reply): void {
  const text = JSON.stringify(body);
  stage.check(status === 401 && text === REFUSAL, `${what}: ${status} ${text}`);
}

/** Checks that the payouts are paid and exactly the same as before, including the version. */
async function expectUnchanged(stage: Stage, before: readonly PayoutView[], words: string): Promise<void> {
  const now = await Promise.all(before.map(({ id }) => stage.cauri.payout(id)));
  const same = JSON.stringify(now) === JSON.stringify(before);
  stage.check(same && all(now, 'paid'), `the ${before.length} payouts are as before: ${words}`);
}
