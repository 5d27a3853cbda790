import { encode } from 'iconv-lite';
import { plainCell, readAmountCell, readPhoneCell } from './cells.js';
import { decodeCsv } from './decode-csv.js';
import { readCsv } from './read-csv.js';
import { csvLines, harmless } from './write-csv.js';

describe('a phone number in a file', () => {
  it.each([
    ['+2250701020304', null, '+2250701020304'],
    ['+225 07 01 02 03 04', null, '+2250701020304'],
    ['00225 07-01-02-03-04', null, '+2250701020304'],
    ['07.01.02.03.04', 'CI', '+2250701020304'],
    ['2250701020304', 'CI', '+2250701020304'],
    ['(0803) 123 4567', 'NG', '+2348031234567'],
    ['77 123 45 67', 'SN', '+221771234567'],
    ['221771234567', 'SN', '+221771234567'],
  ])('%s in %s is %s', (cell, country, value) => {
    expect(readPhoneCell(cell, country)).toEqual({ value });
  });

  it.each([
    ['2.25070E+11', 'CI', 'rounded by a spreadsheet'],
    ['2,25070E+11', 'CI', 'rounded by a spreadsheet'],
    ['701020304', 'CI', 'dropped a leading zero'],
    ['701020304.0', 'CI', 'ends in decimals'],
    ['2250701020304,00', 'CI', 'ends in decimals'],
    ['0701020304', null, 'its country is not known'],
    ['123', 'CI', 'no phone number of CI'],
  ])('%s in %s is refused: %s', (cell, country, problem) => {
    expect(readPhoneCell(cell, country)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('an amount in a file', () => {
  it.each(['5000', '5000.50', '0', '12x', 'XOF', '-5000', '-5 000'])('%s is left to the rules of a payout', (cell) => {
    expect(readAmountCell(cell)).toEqual({ value: cell });
  });

  it.each([
    ['5 000', '5000'],
    ['5\u202f000,50', '5000.50'],
    ['5,000.50', '5000.50'],
    ['5.000,50', '5000.50'],
    ['1,234,567', '1234567'],
    ['5000,5', '5000.5'],
    ['5 000,00', '5000'],
    ['5.000,00', '5000'],
  ])('%s is refused with the right form %s', (cell, form) => {
    expect(readAmountCell(cell)).toEqual({ problem: expect.stringMatching(new RegExp(`such as ${form}$`)) });
  });

  it.each([
    ['5 000 FCFA', '5000'],
    ['5\u202f000\u00a0F CFA', '5000'],
    ['5000XOF', '5000'],
    ['1.234,50 €', '1234.50'],
  ])('%s is refused with the right form %s, which has no currency', (cell, form) => {
    expect(readAmountCell(cell)).toEqual({ problem: `must be a number without its currency, such as ${form}` });
  });

  it('that a spreadsheet has rounded is refused', () => {
    expect(readAmountCell('5E+05')).toEqual({ problem: expect.stringContaining('rounded') });
  });
});

describe('the text of a file', () => {
  const text = 'name\r\nAïcha, prime de décembre, 5 €\r\n';

  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)('in %s with its mark', (encoding) => {
    expect(decodeCsv(encode(text, encoding, { addBOM: true }), 'text/csv')).toEqual({ text, encoding });
  });

  it('in UTF-8 without one, else in Windows-1252, where € is 0x80', () => {
    expect(decodeCsv(Buffer.from(text), 'text/csv')).toEqual({ text, encoding: 'utf-8' });
    const bytes = encode(text, 'windows-1252');
    expect(bytes.includes(0x80)).toBe(true);
    expect(decodeCsv(bytes, 'text/csv')).toEqual({ text, encoding: 'windows-1252' });
  });

  it('in what its content type says', () => {
    expect(decodeCsv(encode(text, 'windows-1252'), 'text/csv; charset="ISO-8859-1"')).toMatchObject({ text });
    expect(() => decodeCsv(Buffer.from(text), 'text/csv; charset=koi8-r')).toThrow('charset');
    expect(() => decodeCsv(encode(text, 'windows-1252'), 'text/csv; charset=utf-8')).toThrow('cannot be read');
  });
});

describe('a table', () => {
  it.each([',', ';', '\t'])('of %j, in any order and case, without its empty lines', async (delimiter) => {
    const lines = [
      ['CURRENCY', 'Amount', 'payout_id', 'ExpiresAt', 'e-mail'.replace('-', '')],
      ['XOF', '5000', 'x', '', 'a@b.ci'],
      ['', '', '', '', ''],
      ['"X""O\nF"', '1', '', '', 'c@d.ci'],
    ];
    const table = await readCsv(`\r\n${lines.map((line) => line.join(delimiter)).join('\r\n')}`);
    expect(table).toMatchObject({
      delimiter,
      header: ['CURRENCY', 'Amount', 'ExpiresAt', 'email'],
      columns: ['currency', 'amount', 'expiresAt', 'email'],
      positions: [0, 1, 3, 4],
      width: 5,
    });
    expect(table.records).toEqual([
      ['XOF', '5000', 'x', '', 'a@b.ci'],
      ['X"O\nF', '1', '', '', 'c@d.ci'],
    ]);
  });

  it.each([
    ['amount,currency,msisdn,amont', 'amont'],
    ['amount,currency', 'msisdn'],
    ['amount,currency,msisdn,Amount', 'amount'],
    ['msisdn', 'amount'],
  ])('with the header %s names %s', async (header, field) => {
    await expect(readCsv(`${header}\n1,2,3,4`)).rejects.toMatchObject({
      code: 'validation_failed',
      details: { errors: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
  });
});

describe('a cell on its way out', () => {
  it.each([
    ['=SUM(A1)', "'=SUM(A1)"],
    ['@cmd', "'@cmd"],
    ['-1+1', "'-1+1"],
    ['+', "'+"],
    ['+2250701020304', '+2250701020304'],
    ['-5.50', '-5.50'],
    ['a=b', 'a=b'],
  ])('%s is %s, and the same again on its way in', (cell, written) => {
    expect(harmless(cell)).toBe(written);
    expect(plainCell(written)).toBe(cell);
  });

  it('that begins with spaces before a formula is quoted, and loses the quote again', () => {
    expect(harmless(' =SUM(A1)')).toBe("' =SUM(A1)");
    expect(plainCell("' =SUM(A1)")).toBe('=SUM(A1)');
  });

  it('is quoted where it has to be', () => {
    expect(csvLines([['a;b', 'c"d', 'e']], ';')).toBe('"a;b";"c""d";e\r\n');
  });
});
