import { JUMIA_STATUS_CHANGE, JUMIA_USAGE_UPDATE } from '../../test/contract-samples.js';
import { makeCapability } from '../common/signatures.js';
import { JumiaCreditsCallbacks } from './jumia-credits.callbacks.js';
import { jumiaCreditsFact } from './jumia-credits.status.js';

const KEY = { kid: 'k1', secret: 'a-secret-of-this-year' };
const ID = 'HCgfE';

/** Has one test for each rule for API clients in the part 'Callback' of the document 'JumiaPay Credits API (v1)'. */
describe("the document 'JumiaPay Credits API (v1)', 'Callback'", () => {
  const callbacks = new JumiaCreditsCallbacks();
  const read = (body: object, c = makeCapability(KEY, 'jumia-credits', ID)) =>
    callbacks.authenticate({ account: null, headers: {}, query: { c }, rawBody: Buffer.from(JSON.stringify(body)) }, [
      KEY,
    ]);
  const accepted = { kind: 'accepted', payoutId: ID, failureReason: null };
  const { credit } = JUMIA_STATUS_CHANGE;

  it("'callbacks support query parameters': the capability in ours is what authenticates, there is nothing else", () => {
    expect(read(JUMIA_STATUS_CHANGE)).toEqual(accepted);
    expect(read(JUMIA_STATUS_CHANGE, '')).toEqual({ kind: 'refused' });
  });

  it("'we will retry up to 5 times': the same callback says the same every time", () => {
    for (let time = 0; time < 6; time += 1) expect(read(JUMIA_STATUS_CHANGE)).toEqual(accepted);
  });

  it.each([
    ['delivered', 'paid'],
    ['failed', 'failed'],
    ['cancelled', 'returned'],
    ['expired', 'returned'],
    ['cancellation_failed', 'cancellation_failed'],
    ['expiration_failed', 'expiration_failed'],
  ])("'changes status to one of the following': %s, which is believed only when it is read", (word, fact) => {
    const change = { ...JUMIA_STATUS_CHANGE, new_status: word, credit: { ...credit, status: { id: word, label: '' } } };
    expect(read(change)).toEqual(accepted);
    expect(jumiaCreditsFact(word)).toBe(fact);
  });

  it("'the credit changes from an error state to its corresponding success state': neither error is an end", () => {
    const ends = ['paid', 'failed', 'returned'];
    for (const word of ['cancellation_failed', 'expiration_failed']) expect(ends).not.toContain(jumiaCreditsFact(word));
  });

  it("'old_status' and 'new_status' are nullable: neither is read", () => {
    expect(read({ ...JUMIA_STATUS_CHANGE, old_status: null, new_status: null })).toEqual(accepted);
  });

  it("'a simplified version of the single credit': its partner id has to be that of the capability", () => {
    expect(read({ ...JUMIA_STATUS_CHANGE, credit: { ...credit, partner_credit_id: 'another' } })).toEqual({
      kind: 'refused',
    });
  });

  it("'error_message' is told in callbacks alone, so it is kept", () => {
    const failed = { ...credit, error_message: 'SIM_INSUFFICIENT_FUNDS' };
    expect(read({ ...JUMIA_STATUS_CHANGE, new_status: 'failed', credit: failed })).toEqual({
      ...accepted,
      failureReason: 'SIM_INSUFFICIENT_FUNDS',
    });
  });

  it("'CREDIT_USAGE_UPDATE' 'when the usage of the credit is updated': one more reason to read, with all its quirks", () => {
    expect(read(JUMIA_USAGE_UPDATE)).toEqual(accepted);
  });
});
