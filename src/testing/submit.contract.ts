import { inspect } from 'node:util';
import { type ContractBench, WRONG_SECRET } from './contract-bench.js';
import { IN_DOUBT, NOBODY, WITHOUT_A_BODY } from './contract-subject.js';
import { expect, it } from './test-runner.js';

/**
 * Registers tests for `submit`. It must send exactly one POST, report its outcome correctly, and answer `unknown`
 * whenever the payout may have been executed.
 */
export function submitOf(bench: ContractBench): void {
  it('is accepted with what the provider says, which is what was ordered', async () => {
    const instruction = bench.payout();
    const outcome = await bench.submit(instruction);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      retryAfterMs: null,
      observation: { fact: 'processing', providerId: expect.stringMatching(/./), duplicated: false },
    });
    expect(String(outcome.httpStatus)).toMatch(/^2/);
    if (outcome.kind === 'accepted') bench.expectEcho(instruction, outcome.observation);
  });

  it('orders exactly what was to be paid, to whom it was to be paid', async () => {
    const instruction = await bench.accepted();
    const executed = await bench.executed(instruction);
    expect(executed).toHaveLength(1);
    for (const entry of executed) expect(bench.differences(instruction, entry)).toEqual([]);
  });

  it('is never told to be another payout when the same id is sent once more', async () => {
    const instruction = bench.payout();
    await bench.submit(instruction);
    const again = await bench.submit(instruction);
    if (again.httpStatus === 409) expect(again).toMatchObject({ kind: 'unknown', duplicate: true });
    expect(again.kind === 'not_sent').toBe(false);
    if (bench.account.safety.dedupe === 'by-reference') expect(await bench.executed(instruction)).toHaveLength(1);
  });

  it.each(IN_DOUBT)('is unknown after %s', async (fault) => {
    await bench.order(fault, 'create');
    expect(await bench.submit(bench.payout())).toMatchObject({ kind: 'unknown', duplicate: false });
  });

  it('passes on how long the provider asks to wait', async () => {
    await bench.order('unavailable', 'create');
    const outcome = await bench.submit(bench.payout());
    expect(outcome).toMatchObject({ kind: 'unknown', httpStatus: 503, retryAfterMs: 1_000 });
  });

  it('is refused by a 400 of the provider, with its reason', async () => {
    await bench.order('refused', 'create');
    const outcome = await bench.submit(bench.payout());
    expect(outcome).toMatchObject({ kind: 'refused', httpStatus: 400, providerReason: expect.stringMatching(/./) });
  });

  it.each(WITHOUT_A_BODY)('is not taken for accepted or unsent after %s', async (fault, told) => {
    await bench.order(fault, 'create');
    expect(told).toContain((await bench.submit(bench.payout())).kind);
  });

  it('is not sent when the provider throttles', async () => {
    await bench.order('throttled', 'create');
    const outcome = await bench.submit(bench.payout());
    expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'throttled', retryAfterMs: 1_000 });
  });

  it('is an account fault with a wrong secret', async () => {
    const outcome = await bench.submit(bench.payout(), bench.subject.connect({ secret: WRONG_SECRET }));
    expect(outcome).toMatchObject({ kind: 'account_fault', httpStatus: 401 });
  });

  it('is not sent without a connection', async () => {
    const outcome = await bench.submit(bench.payout(), bench.subject.connect({ baseUrl: NOBODY }), 0);
    expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'no_connection', httpStatus: null });
  });

  it('passes on a status word that no document knows', async () => {
    await bench.order('unknown-word', 'create');
    const outcome = await bench.submit(bench.payout());
    expect(outcome).toMatchObject({
      kind: 'accepted',
      observation: { fact: 'unknown', providerStatus: expect.stringMatching(/./) },
    });
  });

  it('passes on a different amount as told', async () => {
    await bench.order('mismatch', 'create');
    const instruction = bench.payout();
    const outcome = await bench.submit(instruction);
    if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${inspect(outcome)}`);
    bench.expectEcho(instruction, outcome.observation, ['amount']);
  });
}
