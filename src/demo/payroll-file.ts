import type { Draft, Drafts } from './drafts.js';

/** A row of the file. In a bad row, `by` is in the place of the right `cell`. */
interface Row {
  readonly reference: string;
  readonly draft: Draft;
  readonly spoilt: { readonly cell: string; readonly by: string } | null;
}

const HEADER = 'Reference;Amount;Currency;MSISDN;Email;Name;Description';

/** The ways in which spreadsheets and people spoil a cell. Each is the text that replaces the right one. */
const SPOILS: readonly ((draft: Draft) => { cell: string; by: string })[] = [
  (draft) => ({ cell: phone(draft), by: '2,25070E+11' }),
  (draft) => ({ cell: phone(draft), by: phone(draft).replaceAll(' ', '').slice(1) }),
  ({ amount }) => ({ cell: amount, by: `${amount.slice(0, -3)} ${amount.slice(-3)},00` }),
];

/**
 * A payroll as a French spreadsheet writes it: semicolons, national phone numbers, accents. Some rows are bad, and all
 * are for different people.
 */
export class PayrollFile {
  private constructor(private readonly rows: readonly Row[]) {}

  /** Returns a file with this many good rows for each provider, and one bad row of each kind between them. */
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

  get csv(): string {
    return [HEADER, ...this.rows.map(lineOf), ''].join('\r\n');
  }

  /** Returns the draft of the payout with this reference. */
  draftOf(reference: string | null): Draft | undefined {
    return this.rows.find((row) => row.reference === reference)?.draft;
  }

  /** Returns the text of `results.csv` with the right cells instead of the spoilt ones, as a person would correct it. */
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

/** Returns the phone number as people write it in Côte d'Ivoire, such as `07 01 02 03 04`. Empty for an e-mail. */
function phone({ recipient }: Draft): string {
  if (!('msisdn' in recipient)) return '';
  return recipient.msisdn.replace('+225', '').replace(/(..)(?=.)/g, '$1 ');
}
