import { ACCOUNT, ScriptedConnector } from '../../../test/support/engine.js';
import { OUTCOMES } from '../../../test/support/factories.js';
import { type Instruction, ProviderReadError } from '../../common/payout-connector.js';
import { type ProviderCall, Telemetry } from './telemetry.js';
import { timed } from './timed-connector.js';

const INSTRUCTION = { account: ACCOUNT.name, payoutId: 'P-1' } as Instruction;

describe('telemetry', () => {
  it('tells everybody who listens, and survives what they throw', () => {
    const telemetry = new Telemetry();
    const heard: number[] = [];
    telemetry.on('delivered', (_, count) => heard.push(count));
    telemetry.on('delivered', () => {
      throw new Error('a count of theirs');
    });
    expect(() => telemetry.tell('delivered', 'delivered', 3)).not.toThrow();
    expect(heard).toEqual([3]);
  });
});

describe('a connector that is timed', () => {
  function watched() {
    const connector = new ScriptedConnector(ACCOUNT);
    const telemetry = new Telemetry();
    const calls: Omit<ProviderCall, 'seconds'>[] = [];
    telemetry.on('called', ({ seconds, ...call }) => {
      expect(seconds).toBeGreaterThanOrEqual(0);
      calls.push(call);
    });
    return { connector, calls, around: timed(connector, telemetry) };
  }

  it('answers what it answers, and tells the kind of the outcome', async () => {
    const { connector, calls, around } = watched();
    connector.onSubmit = async () => OUTCOMES.accepted;
    expect(await around.submit(INSTRUCTION)).toBe(OUTCOMES.accepted);
    expect(connector.posts).toEqual([INSTRUCTION]);
    const { provider } = connector;
    expect(calls).toEqual([
      { provider, account: ACCOUNT.name, operation: 'submit', result: 'accepted', payoutId: 'P-1' },
    ]);
  });

  it.each([
    [new ProviderReadError('HTTP 500', 500), 'unavailable'],
    [new ProviderReadError('HTTP 401', 401), 'unauthorized'],
    [new Error('a bug'), 'error'],
  ])('throws what it throws, and tells the class: %s', async (error, result) => {
    const { connector, calls, around } = watched();
    connector.onLookup = async () => {
      throw error;
    };
    await expect(around.lookup(INSTRUCTION)).rejects.toBe(error);
    expect(calls).toMatchObject([{ operation: 'lookup', result }]);
  });

  it('has what it has, and lacks what it lacks', () => {
    const { connector, around } = watched();
    expect(around.provider).toBe(connector.provider);
    expect(around.accounts).toBe(connector.accounts);
    expect('statement' in around).toBe('statement' in connector);
  });
});
