import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { ExplanationService } from '../explanation/explanation.service.js';
import { PayoutQueries } from '../payout-queries.js';
import type { PayoutError } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import { ApprovalsService } from './payout-approvals.service.js';

const CHIEF: Principal = { consumer: 'chief', scopes: ['payouts:approve'] };
/** The consumer of the test payouts, with all scopes that a decision could need. */
const CREATOR: Principal = { consumer: 'payroll', scopes: ['payouts:approve', 'operations'] };

describe.each(DATABASES)('approvals on $name', (kind) => {
  let storage: Storage;
  let engine: Engine;
  let approvals: ApprovalsService;

  beforeAll(async () => {
    storage = await openStorage(kind);
    engine = new Engine(storage, new ScriptedConnector(ACCOUNT));
    const { context } = engine;
    approvals = new ApprovalsService(context, new PayoutQueries(context, new ExplanationService(context)));
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const waiting = async () =>
    (await accept(storage, {}, { changes: { status: 'awaiting_approval', queuedAt: null } })).id;
  const code = (deciding: Promise<unknown>) =>
    deciding.then(
      () => 'decided',
      (error: PayoutError) => error.code,
    );
  const status = async (id: string) => (await engine.payout(id)).status;

  it('let nothing be sent before the approval', async () => {
    const id = await waiting();
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
    await approvals.decide(id, 'approve', CHIEF);
    expect(await engine.submitter.start(ACCOUNT, 1)).toHaveLength(1);
  });

  it('are not given by who ordered', async () => {
    const id = await waiting();
    for (const decision of ['approve', 'reject'] as const) {
      expect(await code(approvals.decide(id, decision, CREATOR))).toBe('approver_is_creator');
    }
    expect(await status(id)).toBe('awaiting_approval');
  });

  it('cannot follow a rejection, which is for ever', async () => {
    const id = await waiting();
    expect((await approvals.decide(id, 'reject', CHIEF)).status).toBe('canceled');
    expect((await approvals.decide(id, 'reject', CHIEF)).version).toBe(2);
    expect(await code(approvals.decide(id, 'approve', CHIEF))).toBe('state_conflict');
    expect(await status(id)).toBe('canceled');
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
  });

  const waitingForTwo = async () =>
    (await accept(storage, { approvers: 2 }, { changes: { status: 'awaiting_approval', queuedAt: null } })).id;
  const DEPUTY: Principal = { consumer: 'deputy', scopes: ['payouts:approve'] };

  it('of two consumers are needed where two are, and each is named with its time', async () => {
    const id = await waitingForTwo();
    expect((await approvals.decide(id, 'approve', CHIEF)).status).toBe('awaiting_approval');
    expect((await approvals.decide(id, 'approve', CHIEF)).version).toBe(2);
    expect(await code(approvals.decide(id, 'reject', CHIEF))).toBe('state_conflict');
    expect(await code(approvals.decide(id, 'approve', CREATOR))).toBe('approver_is_creator');
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
    expect((await approvals.decide(id, 'approve', DEPUTY)).status).toBe('queued');
    const events = await storage.unitOfWork.read(({ payouts }) => payouts.events(id));
    expect(events.slice(1).map(({ type, data, at, to }) => [type, data.by, at, to])).toEqual([
      ['approved', 'chief', engine.time, 'awaiting_approval'],
      ['approved', 'deputy', engine.time, 'queued'],
    ]);
  });

  it('of one consumer at the same time count once, and of two at the same time twice', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await waitingForTwo();
      await Promise.all([1, 2, 3].map(() => approvals.decide(id, 'approve', CHIEF)));
      expect(await status(id)).toBe('awaiting_approval');
      const other = await waitingForTwo();
      await Promise.all([CHIEF, DEPUTY].map((who) => approvals.decide(other, 'approve', who)));
      expect(await status(other)).toBe('queued');
    }
  });

  it('race with a rejection, and one of the two wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await waiting();
      const answers = await Promise.all([
        code(approvals.decide(id, 'approve', CHIEF)),
        code(approvals.decide(id, 'reject', DEPUTY)),
      ]);
      expect(new Set(answers)).toEqual(new Set(['decided', 'state_conflict']));
      expect(await status(id)).toBe(answers[0] === 'decided' ? 'queued' : 'canceled');
    }
  });

  it('that never come cancel the payout, with an event', async () => {
    const id = await waitingForTwo();
    await approvals.decide(id, 'approve', CHIEF);
    engine.time += engine.context.timings.approvalExpires;
    await engine.worker.tick();
    expect(await status(id)).toBe('canceled');
    expect((await engine.events(id)).at(-1)).toBe('approval_expired');
    for (const decision of ['approve', 'reject'] as const) {
      expect(await code(approvals.decide(id, decision, CHIEF))).toBe('state_conflict');
    }
  });

  it('are nothing for a payout that waits for none', async () => {
    const { id } = await accept(storage);
    expect(await code(approvals.decide(id, 'reject', CHIEF))).toBe('state_conflict');
    expect(await status(id)).toBe('queued');
  });
});
