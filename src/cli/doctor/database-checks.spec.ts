import { ACCOUNT } from '../../../test/support/engine.js';
import { approverFindings, clockFinding, settingsFindings } from './database-checks.js';

describe('what doctor says about a database', () => {
  it.each([
    [0, 'ok'],
    [2_000, 'ok'],
    [2_001, 'failed'],
    [-90_000, 'failed'],
  ])('a clock that is %i ms away is %s', (offset, status) => {
    expect(clockFinding(offset)).toMatchObject({ check: 'clock', status });
  });

  it('each unsafe setting fails with its own remedy', () => {
    expect(settingsFindings([])).toMatchObject([{ status: 'ok' }]);
    const unsafe = { name: 'sync_binlog', value: '0', remedy: 'SET GLOBAL sync_binlog = 1' };
    expect(settingsFindings([unsafe])).toEqual([
      {
        check: 'durability',
        account: null,
        status: 'failed',
        message: 'sync_binlog is 0: acknowledged payouts may be lost',
        remedy: 'SET GLOBAL sync_binlog = 1',
      },
    ]);
  });

  it('remarks on an account that needs more approvers than have a key', () => {
    const two = { ...ACCOUNT, policy: { approvers: 2 as const } };
    expect(approverFindings([two], ['chief', 'chief'])).toMatchObject([
      { check: 'approvers', account: ACCOUNT.name, status: 'hint', message: expect.stringContaining('only chief has') },
    ]);
    expect(approverFindings([two], ['chief', 'deputy'])).toEqual([]);
    expect(approverFindings([{ ...ACCOUNT, requireApproval: true }], [])).toEqual([]);
  });
});
