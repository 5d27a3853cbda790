import { type ContractBench, WRONG_SECRET } from './contract-bench.js';
import { control, EXECUTED_YET_REFUSED, NOBODY, UNREADABLE } from './contract-subject.js';
import { expect, it } from './test-runner.js';

/**
 * Option of an ordered fault: it applies to more reads than any test causes, so that every page that is read gets the
 * fault.
 */
const EVERY_READ = { times: 1_000 };

/**
 * Registers tests for `lookup`. It may return `absent` only after a complete search, and must throw `ProviderReadError`
 * if a read fails.
 */
export function lookupOf(bench: ContractBench): void {
  it("finds what was accepted, by our id and by the provider's", async () => {
    const instruction = await bench.accepted();
    for (const by of [instruction, { ...instruction, providerId: null }]) {
      const found = await bench.look(by);
      expect(found).toMatchObject({ fact: 'processing', providerId: instruction.providerId, duplicated: false });
      bench.expectEcho(instruction, found);
    }
  });

  it('says what became of it', async () => {
    const paid = await bench.accepted();
    await bench.order('late-failure', 'create');
    const failed = await bench.accepted();
    await bench.settle();
    for (const [instruction, fact] of [[paid, 'paid'] as const, [failed, 'failed'] as const]) {
      for (const by of [instruction, { ...instruction, providerId: null }]) {
        const found = await bench.look(by);
        expect(found.fact).toBe(fact);
        bench.expectEcho(instruction, found);
      }
    }
  });

  it('passes on a different amount and an unknown word as told', async () => {
    const instruction = await bench.accepted();
    for (const by of [instruction, { ...instruction, providerId: null }]) {
      await bench.order('mismatch', 'read', EVERY_READ);
      bench.expectEcho(instruction, await bench.look(by), ['amount']);
      await control(bench.subject, 'DELETE', 'faults');
      await bench.order('unknown-word', 'read', EVERY_READ);
      expect((await bench.look(by)).fact).toBe('unknown');
      await control(bench.subject, 'DELETE', 'faults');
    }
  });

  it('finds what was executed without an answer, behind everything that came after it', async () => {
    await bench.order('lost-reply', 'create');
    const instruction = bench.payout();
    await bench.submit(instruction);
    expect(await bench.look(instruction)).toMatchObject({ fact: 'processing', duplicated: false });
    await bench.submitMany();
    bench.expectEcho(instruction, await bench.look(instruction));
  });

  it.each(EXECUTED_YET_REFUSED)('finds what was executed although the answer was %s', async (fault) => {
    await bench.order(fault, 'create');
    const instruction = bench.payout();
    expect((await bench.submit(instruction)).kind).not.toBe('accepted');
    expect(await bench.look(instruction)).toMatchObject({ fact: 'processing', duplicated: false });
  });

  it('is absent when the provider does not know the payout', async () => {
    await bench.order('lost-request', 'create');
    const instruction = bench.payout();
    await bench.submit(instruction);
    expect(await bench.connector.lookup(instruction)).toBe('absent');
  });

  it.each([1, 2])('is never absent when read %i after the first cannot be read', async (after) => {
    await bench.submitMany();
    for (const fault of UNREADABLE) {
      await bench.order(fault, 'read', { after });
      const looking = bench.connector.lookup(bench.payout());
      const complete = await looking.then(
        () => true,
        () => false,
      );
      // Either the connector needed fewer reads and the fault is still ordered, or it met the fault and must throw.
      if (!complete) await bench.readError(looking);
      expect([fault, complete]).toEqual([fault, await bench.stillOrdered()]);
      await control(bench.subject, 'DELETE', 'faults');
    }
  });

  it('says so when the provider has two of our id', async () => {
    if (bench.subject.stranger === undefined) return;
    const instruction = await bench.accepted();
    await control(bench.subject, 'POST', 'strangers', bench.subject.stranger(instruction.payoutId));
    expect((await bench.look({ ...instruction, providerId: null })).duplicated).toBe(true);
  });

  it.each(UNREADABLE)('concludes nothing after %s', async (fault) => {
    const instruction = await bench.accepted();
    for (const by of [instruction, { ...instruction, providerId: null }]) {
      await bench.order(fault, 'read', EVERY_READ);
      await bench.readError(bench.connector.lookup(by));
      await control(bench.subject, 'DELETE', 'faults');
    }
    expect(await bench.postsOf(instruction)).toBe(1);
  });

  it('concludes nothing with a wrong secret', async () => {
    const instruction = await bench.accepted();
    const other = bench.subject.connect({ secret: WRONG_SECRET });
    for (const by of [instruction, { ...instruction, providerId: null }]) {
      expect((await bench.readError(other.lookup(by))).httpStatus).toBe(401);
    }
  });

  it('concludes nothing without a connection', async () => {
    await bench.readError(bench.subject.connect({ baseUrl: NOBODY }).lookup(bench.payout()));
  });
}
