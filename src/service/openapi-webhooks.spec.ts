import { undocumentedEvent } from '../../test/support/openapi.js';
import { openApiWebhooks } from './openapi-webhooks.js';

/** What `openApiWebhooks` returns, as far as this test looks. */
type Webhooks = Record<
  string,
  {
    readonly post: { readonly requestBody: { readonly content: { readonly 'application/json': { example: object } } } };
  }
>;

const WEBHOOKS = openApiWebhooks() as unknown as Webhooks;
const exampleOf = (type: string) => WEBHOOKS[type]?.post.requestBody.content['application/json'].example;

describe('the webhooks of the OpenAPI document', () => {
  it('are those that consumers are promised', () => {
    expect(new Set(Object.keys(WEBHOOKS))).toEqual(
      new Set([
        'account.held',
        'account.low_balance',
        'account.released',
        'batch.completed',
        'endpoint.disabled',
        'endpoint.test',
        'payout.review_opened',
        'payout.updated',
        'reconciliation.discrepancy',
      ]),
    );
  });

  it.each(Object.keys(WEBHOOKS))('have an example of %s that its own schema takes', (type) => {
    expect(exampleOf(type)).toMatchObject({ type });
    expect(undocumentedEvent(JSON.stringify(exampleOf(type)))).toEqual([]);
  });

  it('name all statuses of a completed batch in the example, as Cauri does', () => {
    const all = [
      'awaiting_approval',
      'queued',
      'submitting',
      'unconfirmed',
      'processing',
      'paid',
      'failed',
      'returned',
    ];
    const { data } = exampleOf('batch.completed') as unknown as { data: { counts: object; sums: { XOF: object } } };
    expect(Object.keys(data.counts)).toEqual(['total', 'accepted', 'rejected', ...all, 'canceled']);
    expect(Object.keys(data.sums.XOF)).toEqual(['total', ...all, 'canceled']);
  });
});
