import { Registry } from 'prom-client';
import { ACCOUNT } from '../../../test/support/engine.js';
import { familiesOf, type Sample, samplesOf, sumOf } from '../../../test/support/exposition.js';
import { aHold, aPayout } from '../../../test/support/factories.js';
import type { EventType, NewEvent } from '../domain/payout.js';
import { Telemetry } from '../engine/telemetry.js';
import { Counted } from './process-counters.js';

const { name: account, provider } = ACCOUNT;
const CALL = { provider, account, seconds: 0.3, payoutId: null };
const event = (type: EventType, data = {}): NewEvent => ({ type, changes: {}, data });

describe('the counters of a process', () => {
  let registry: Registry;
  let telemetry: Telemetry;

  beforeEach(() => {
    registry = new Registry();
    telemetry = new Telemetry();
    new Counted(registry, telemetry, [ACCOUNT]);
  });

  const samples = async (): Promise<Sample[]> => samplesOf(await registry.metrics());
  const value = async (name: string, labels: Record<string, string> = {}) => sumOf(await samples(), name, labels);
  const change = (...events: NewEvent[]) => {
    const payout = aPayout({ status: 'unconfirmed' });
    telemetry.note([{ kind: 'payout', payout, before: 'submitting', events }]);
  };

  it('begin at 0, so that the first of each kind is a growth', async () => {
    const found = await samples();
    const begins = (name: string, labels: Record<string, string>) =>
      found.filter((one) => one.name === name && Object.entries(labels).every(([key, of]) => one.labels[key] === of));
    for (const [name, labels] of [
      ['cauri_payouts_accepted_total', { provider, account }],
      ['cauri_attempts_ended_total', { account, outcome: 'unknown' }],
      ['cauri_payouts_settled_total', { account, status: 'paid' }],
      ['cauri_reviews_opened_total', { account, reason: 'absent_at_provider' }],
      ['cauri_account_holds_total', { account, reason: 'unexplained_transaction' }],
      ['cauri_callbacks_total', { provider, result: 'refused' }],
      ['cauri_callbacks_total', { provider: 'unknown', result: 'refused' }],
      ['cauri_webhook_attempts_total', { result: 'given_up' }],
      ['cauri_provider_reads_failed_total', { account, class: 'unauthorized' }],
    ] as const) {
      expect(begins(name, labels)).toEqual([expect.objectContaining({ value: 0 })]);
    }
  });

  it.each([
    ['submission_accepted', 'accepted'],
    ['submission_refused', 'refused'],
    ['submission_not_sent', 'not_sent'],
    ['submission_unknown', 'unknown'],
    ['late_answer', 'late'],
  ] as const)('count an attempt that ends by %s as %s', async (type, outcome) => {
    change(event(type));
    expect(await value('cauri_attempts_ended_total', { provider, account, outcome })).toBe(1);
    expect(await value('cauri_attempts_ended_total')).toBe(1);
  });

  it('count reviews by their reason, and holds when they begin or get another reason', async () => {
    change(event('review_opened', { reason: 'mismatch' }));
    expect(await value('cauri_reviews_opened_total', { account, reason: 'mismatch' })).toBe(1);
    expect(await value('cauri_reviews_opened_total')).toBe(1);
    const [held, throttled] = [aHold({ reason: 'unknown_outcomes' }), aHold({ reason: 'throttled' })];
    for (const [before, after] of [
      [null, held],
      [held, held],
      [held, throttled],
      [throttled, null],
    ] as const) {
      telemetry.note([{ kind: 'account', name: account, before, after }]);
    }
    expect(await value('cauri_account_holds_total', { account, reason: 'unknown_outcomes' })).toBe(1);
    expect(await value('cauri_account_holds_total')).toBe(2);
  });

  it('count a payout as settled once, when it becomes final', async () => {
    const payout = aPayout({ status: 'paid' });
    telemetry.note([{ kind: 'payout', payout, before: 'processing', events: [] }]);
    telemetry.note([{ kind: 'payout', payout, before: 'paid', events: [] }]);
    expect(await value('cauri_payouts_settled_total', { provider, account, status: 'paid' })).toBe(1);
    expect(await value('cauri_payouts_settled_total')).toBe(1);
  });

  it.each(['unauthorized', 'throttled', 'unavailable', 'unreadable', 'error'])(
    'count a look-up that is %s by its class',
    async (result) => {
      telemetry.tell('called', { ...CALL, operation: 'lookup', result });
      expect(await value('cauri_provider_reads_failed_total', { provider, account, class: result })).toBe(1);
      expect(await value('cauri_provider_reads_failed_total')).toBe(1);
    },
  );

  it('measure each call by operation and result, and take no answer and no POST for a failed read', async () => {
    for (const [operation, result] of [
      ['lookup', 'found'],
      ['lookup', 'absent'],
      ['submit', 'unknown'],
      ['balance', 'unavailable'],
    ] as const) {
      telemetry.tell('called', { ...CALL, operation, result });
      const labels = { provider, account, operation, result };
      expect(await value('cauri_provider_request_duration_seconds_count', labels)).toBe(1);
      expect(await value('cauri_provider_request_duration_seconds_sum', labels)).toBeCloseTo(0.3);
    }
    expect(await value('cauri_provider_reads_failed_total')).toBe(0);
  });

  it.each(['stored', 'stranger', 'refused', 'failed'] as const)('count a callback that is %s', async (result) => {
    telemetry.tell('calledBack', { provider, result });
    expect(await value('cauri_callbacks_total', { provider, result })).toBe(1);
    expect(await value('cauri_callbacks_total')).toBe(1);
  });

  it.each(['delivered', 'failed', 'given_up', 'superseded'] as const)(
    'count deliveries that are %s',
    async (result) => {
      telemetry.tell('delivered', result, 3);
      expect(await value('cauri_webhook_attempts_total', { result })).toBe(3);
      expect(await value('cauri_webhook_attempts_total')).toBe(3);
    },
  );

  it.each(['accept', 'record', 'deliver'] as const)('measure the groups of %s and their commits', async (work) => {
    telemetry.tell('grouped', { work, size: 7, seconds: 0.02, requests: [], payouts: [] });
    expect(await value('cauri_commit_group_size_sum', { work })).toBe(7);
    expect(await value('cauri_commit_duration_seconds_sum', { work })).toBeCloseTo(0.02);
    expect(await value('cauri_commit_duration_seconds_bucket', { work, le: '0.025' })).toBe(1);
  });

  it('are histograms where they measure, never summaries', async () => {
    const text = await registry.metrics();
    expect(text).not.toMatch(/^# TYPE \S+ summary$/m);
    expect(familiesOf(text).filter((family) => /_seconds$|_size$/.test(family))).toHaveLength(3);
  });
});
