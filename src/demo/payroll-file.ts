import type { Draft, Drafts } from './drafts.js';

/**
 * A row of the file. `spoilt` is null for a good row. In a bad row, the right text `cell` is replaced by the wrong text
 * `by`.
 */
interface Row {
  readonly reference: string;
  readonly draft: Draft;
  readonly spoilt: { readonly cell: string; readonly by: string } | null;
}

const HEADER = 'Reference;Amount;Currency;MSISDN;Email;Name;Description';

/**
 * Typical errors of spreadsheets and people. Each returns the right text of a cell and the wrong text that replaces it.
 */
const SPOILS: readonly ((draft: Draft) => { cell: string; by: string })[] = [
  (draft) => ({ cell: phone(draft), by: '2,25070E+11' }),
  (draft) => ({ cell: phone(draft), by: phone(draft).replaceAll(' ', '').slice(1) }),
  ({ amount }) => ({ cell: amount, by: `${amount.slice(0, -3)} ${amount.slice(-3)},00` }),
];

/**
 * A payroll as CSV in the form of a French spreadsheet: semicolons, national phone numbers, accents. The references are
 * `payday-1`, `payday-2` and so on. Some rows are bad. All rows have different recipients.
 */
export class PayrollFile {
  private constructor(private readonly rows: readonly Row[]) {}

  /**
   * Creates a file with `perProvider` good rows for each provider, and one bad row for each kind of error. The bad rows
   * follow the third good row.
   */
  static of(drafts: Drafts, perProvider: number): PayrollFile {
    const good = drafts.onBoth('success', perProvider).map((draft) => ({ draft, spoilt: null }));
    const bad = SPOILS.map((spoil) => {
      const draft = drafts.make('djamo', 'success');
      return { draft, spoilt: spoil(draft) };
    });
    const all = [...good.slice(0, 3), ...bad, ...good.slice(3)];
    return new PayrollFile(all.map((row, index) => ({ ...row, reference: `payday-${index + 1}` })));
  }

  get good(): number {
    return this.rows.length - this.bad;
  }

  get bad(): number {
    return this.rows.filter(({ spoilt }) => spoilt !== null).length;
  }

  /** Content of the file, with a heading and CRLF line ends. It is a text; the caller chooses the encoding. */
  get csv(): string {
    return [HEADER, ...this.rows.map(lineOf), ''].join('\r\n');
  }

  /**
   * Returns the payout request of the row with this reference. For a bad row it has the right values, not the wrong
   * ones. Undefined if there is no such row.
   */
  draftOf(reference: string | null): Draft | undefined {
    return this.rows.find((row) => row.reference === reference)?.draft;
  }

  /**
   * Corrects the wrong cells in `results.csv`, as a person would do, and returns the corrected text. All other cells
   * stay as they are.
   */
  corrected(results: string): string {
    const spoilt = this.rows.flatMap((row) => row.spoilt ?? []);
    return spoilt.reduce((text, { cell, by }) => text.replace(`;${by};`, `;${cell};`), results);
  }
}

function lineOf({ reference, draft, spoilt }: Row): string {
  const { amount, currency, recipient, name = '' } = draft;
  const email = 'email' in recipient ? recipient.email : '';
  const line = [reference, amount, currency, phone(draft), email, name, 'Prime de décembre'].join(';');
  return spoilt === null ? line : line.replace(`;${spoilt.cell};`, `;${spoilt.by};`);
}

/**
 * Returns the phone number as people write it in Côte d'Ivoire, such as `07 01 02 03 04`. Returns an empty text if the
 * recipient is an e-mail address.
 */
function phone({ recipient }: Draft): string {
  if (!('msisdn' in recipient)) return '';
  return recipient.msisdn.replace('+225', '').replace(/(..)(?=.)/g, '$1 ');
}
