import type { Observation } from './payout-connector.js';
import { isJsonObject, NoAnswerError, type ProviderReply } from './provider-http.js';
import { submitOutcome } from './submit-outcome.js';

const observation = { providerId: 'p1' } as Observation;
const reading = {
  isEnvelope: ({ json }: ProviderReply) => isJsonObject(json),
  observe: (json: unknown) => (isJsonObject(json) && json.id === 'p1' ? observation : null),
};

const outcomeOf = (status: number, json: unknown = {}, retryAfterMs: number | null = null) =>
  submitOutcome(Promise.resolve({ status, json, page: false, retryAfterMs }), reading);

describe('submitOutcome', () => {
  it.each([200, 201, 202])('takes a readable %i as accepted', async (status) => {
    expect(await outcomeOf(status, { id: 'p1' })).toEqual({
      kind: 'accepted',
      observation,
      reason: `HTTP ${status}`,
      httpStatus: status,
      retryAfterMs: null,
    });
  });

  it.each([[{}], [undefined], [[{ id: 'p1' }]], ['<html>']])(
    'takes a 201 without a readable id as unknown (%j)',
    async (json) => {
      expect(await outcomeOf(201, json)).toMatchObject({ kind: 'unknown', duplicate: false, httpStatus: 201 });
    },
  );

  it.each([
    [400, { kind: 'refused', providerReason: null }],
    [401, { kind: 'account_fault' }],
    [403, { kind: 'account_fault' }],
    [404, { kind: 'account_fault' }],
    [405, { kind: 'account_fault' }],
    [429, { kind: 'not_sent', cause: 'throttled' }],
  ])("takes a %i as proof only in the provider's envelope", async (status, outcome) => {
    expect(await outcomeOf(status)).toMatchObject(outcome);
    expect(await outcomeOf(status, null)).toMatchObject({ kind: 'unknown', duplicate: false });
  });

  it.each([100, 301, 302, 303, 307, 308, 402, 406, 408, 410, 413, 415, 422, 425, 500, 501, 502, 503, 504, 520])(
    'takes a %i as unknown, in the envelope or not',
    async (status) => {
      expect(await outcomeOf(status)).toMatchObject({ kind: 'unknown', duplicate: false });
      expect(await outcomeOf(status, null)).toMatchObject({ kind: 'unknown', duplicate: false });
    },
  );

  it('takes a 409 as a duplicate of unknown outcome', async () => {
    expect(await outcomeOf(409)).toMatchObject({ kind: 'unknown', duplicate: true });
  });

  it.each([201, 400, 401, 409, 429, 500])('passes on how long to wait after a %i', async (status) => {
    expect(await outcomeOf(status, { id: 'p1' }, 7_000)).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('tells the reason of a refusal in one safe line', async () => {
    const message = ['amount is\ntoo low', 'ask ada@example.com or +2250701020304', 'x'.repeat(300)];
    const outcome = await outcomeOf(400, { message });
    const providerReason = outcome.kind === 'refused' ? outcome.providerReason : null;
    expect(providerReason).toMatch(/^amount is too low; ask \[e-mail\] or \[msisdn\]; x+$/);
    expect(providerReason).toHaveLength(200);
  });

  it.each([
    [false, { kind: 'not_sent', cause: 'no_connection', reason: 'no connection (ECONNREFUSED)' }],
    [true, { kind: 'unknown', duplicate: false, reason: 'no answer (ECONNREFUSED)' }],
  ])('tells a missing answer from a missing connection (connected: %s)', async (connected, outcome) => {
    const call = Promise.reject(new NoAnswerError('ECONNREFUSED', connected));
    expect(await submitOutcome(call, reading)).toMatchObject(outcome);
  });

  it('lets a bug through', async () => {
    await expect(submitOutcome(Promise.reject(new TypeError('bug')), reading)).rejects.toThrow('bug');
  });
});
