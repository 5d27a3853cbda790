import { ACCOUNT } from '../../../test/support/engine.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { type InputRow, readBatch } from './batch-input.js';

const djamo = (name: string, country: string): ConnectorAccount => ({
  ...ACCOUNT,
  name,
  provider: 'djamo',
  country,
  recipientKind: 'msisdn',
});
const ACCOUNTS = [ACCOUNT, djamo('djamo-ci', 'CI'), djamo('djamo-sn', 'SN')];

const read = async (csv: string, query: Record<string, string> = {}): Promise<readonly InputRow[]> => {
  const { rows } = await readBatch({ body: { contentType: 'text/csv', bytes: Buffer.from(csv) }, query }, ACCOUNTS);
  return rows;
};

describe('a national phone number in a file', () => {
  const ABIDJAN = '5000,XOF,07 01 02 03 04';

  it.each([
    ['its own account', `${ABIDJAN},djamo-ci`, {}, '+2250701020304'],
    ['the account of the batch', `${ABIDJAN},`, { account: 'djamo-ci' }, '+2250701020304'],
    [
      'its own account before that of the batch',
      '5000,XOF,77 123 45 67,djamo-sn',
      { account: 'djamo-ci' },
      '+221771234567',
    ],
  ])('is of the country of %s', async (_, line, query, msisdn) => {
    const [row] = await read(`amount,currency,msisdn,account\n${line}\n`, query);
    expect(row).toMatchObject({ request: { recipient: { msisdn } }, problems: [] });
  });

  it('is refused where accounts of two countries could pay it', async () => {
    const [row] = await read(`amount,currency,msisdn\n${ABIDJAN}\n`);
    expect(row?.problems).toMatchObject([{ field: 'msisdn', message: expect.stringContaining('is not known') }]);
  });
});

describe('a cell that belongs to no column', () => {
  it.each([
    ['behind the header', 'amount,currency,msisdn\n5000,XOF,+2250701020304,x\n', 'has more cells than the header'],
    [
      'below an empty name',
      'amount,currency,msisdn,\n5000,XOF,+2250701020304,x\n',
      'has a cell in a column without a name',
    ],
  ])('%s is an error of its row', async (_, csv, message) => {
    expect((await read(csv)).map(({ problems }) => problems)).toMatchObject([[{ field: null, message }]]);
    expect((await read(csv.replace(',x', ', ')))[0]?.problems).toEqual([]);
  });
});
