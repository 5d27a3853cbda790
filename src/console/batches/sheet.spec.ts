import { encode } from 'iconv-lite';
import { cellName, readSheet } from './sheet.js';

const bytes = (...lines: string[]) => Buffer.from(lines.join('\n'));
const correct = (...cells: [row: number, column: number, text: string][]) =>
  new Map(cells.map(([row, column, text]) => [cellName(row, column), text]));

describe('a file of payouts', () => {
  it('stays as it is without corrections, but in UTF-8', async () => {
    const text = 'amount;currency;email;name\n5;XOF;a@b.ci;Aïcha';
    const sheet = await readSheet(encode(text, 'windows-1252'), new Map());
    expect(sheet).toMatchObject({ text, encoding: 'windows-1252', rows: [['5', 'XOF', 'a@b.ci', 'Aïcha']] });
  });

  it('takes corrections, keeps its delimiter, and leaves out what results.csv has added', async () => {
    const file = bytes('amount;status;currency;email', 'x;rejected;XOF;a@b.ci', '6;paid;XOF;"c;d@b.ci"');
    const sheet = await readSheet(file, correct([1, 0, '5'], [2, 2, 'c@b.ci']));
    expect(sheet.text).toBe('amount;currency;email\r\n5;XOF;a@b.ci\r\n6;XOF;c@b.ci\r\n');
    expect(await readSheet(Buffer.from(sheet.text), new Map())).toMatchObject({ rows: sheet.rows });
  });

  it('keeps cells beyond its header, which are an error of their row', async () => {
    const sheet = await readSheet(bytes('amount,currency,email', '5,000,XOF,a@b.ci'), correct([1, 0, '5000']));
    expect(sheet.text).toBe('amount,currency,email\r\n5000,000,XOF,a@b.ci\r\n');
  });

  it('never becomes a formula', async () => {
    const sheet = await readSheet(bytes('amount,currency,email,name', '5,XOF,a@b.ci,x'), correct([1, 3, '=1+1']));
    expect(sheet.text).toContain(",'=1+1\r\n");
  });
});
