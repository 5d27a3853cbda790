import { NoAnswerError, type ProviderReply } from '../common/provider-http.js';
import { cancellationOutcome } from './jumia-credits.cancellation-outcome.js';

const credit = { uuid: 'u1', status: { id: 'processing_cancellation', label: 'Processing Cancellation' } };

const outcomeOf = (status: number, json: unknown = {}, page = false) =>
  cancellationOutcome(Promise.resolve<ProviderReply>({ status, json, page, retryAfterMs: 2_000 }));

describe('cancellationOutcome', () => {
  it('is accepted with the credit', async () => {
    expect(await outcomeOf(200, credit)).toMatchObject({
      kind: 'accepted',
      observation: { fact: 'cancelling', providerId: 'u1' },
    });
  });

  it.each([
    [400, { kind: 'refused', providerReason: 'no' }],
    [401, { kind: 'account_fault' }],
    [403, { kind: 'account_fault' }],
    [405, { kind: 'account_fault' }],
    [429, { kind: 'not_sent', cause: 'throttled' }],
  ])("takes a %i as proof only in JumiaPay's envelope", async (status, outcome) => {
    expect(await outcomeOf(status, { message: 'no' })).toMatchObject({ ...outcome, httpStatus: status });
    expect(await outcomeOf(status, undefined)).toMatchObject({ kind: outcome.kind, httpStatus: status });
    expect(await outcomeOf(status, undefined, true)).toMatchObject({ kind: 'unknown', duplicate: false });
  });

  it.each([200, 202, 302, 307, 404, 409, 410, 422, 500, 502, 503])(
    'takes a %i without a credit as unknown',
    async (status) => {
      for (const json of [{}, undefined, '<html>']) {
        expect(await outcomeOf(status, json)).toEqual({
          kind: 'unknown',
          duplicate: false,
          reason: expect.stringContaining(`HTTP ${status}`),
          httpStatus: status,
          retryAfterMs: 2_000,
        });
      }
    },
  );

  it('is not sent only without a connection', async () => {
    const without = (connected: boolean) =>
      cancellationOutcome(Promise.reject(new NoAnswerError('ECONNREFUSED', connected)));
    expect(await without(false)).toMatchObject({ kind: 'not_sent', cause: 'no_connection' });
    expect(await without(true)).toMatchObject({ kind: 'unknown', duplicate: false });
  });
});
