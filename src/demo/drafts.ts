import { scenarioOfWord } from '../sandbox/scenarios.js';

export type ProviderName = 'djamo' | 'jumia-credits';
export const PROVIDERS: readonly ProviderName[] = ['djamo', 'jumia-credits'];

/** Body of `POST /v1/payouts`. The amount is a decimal string. */
export interface Draft {
  readonly provider: ProviderName;
  readonly amount: string;
  readonly currency: string;
  readonly recipient: { readonly msisdn: string } | { readonly email: string };
  readonly name?: string;
  readonly description: string;
}

/**
 * The first request has an amount of `FIRST_AMOUNT` plus `AMOUNT_STEP`, in whole XOF. Each further one has
 * `AMOUNT_STEP` more.
 */
const FIRST_AMOUNT = 5_000;
const AMOUNT_STEP = 25;

/**
 * Creates payout requests. Each has its own amount and recipient, so that payouts cannot be confused. It sends nothing.
 */
export class Drafts {
  private made = 0;

  /**
   * Creates the body of a payout request in XOF.
   * @param word name of a sandbox scenario; the recipient is chosen so that the sandbox plays it
   * @throws for Djamo, if no scenario has this name
   */
  make(provider: ProviderName, word: string): Draft {
    this.made += 1;
    const common = { provider, amount: String(FIRST_AMOUNT + this.made * AMOUNT_STEP), currency: 'XOF' };
    const description = `demo, ${word}`;
    return provider === 'djamo'
      ? { ...common, recipient: { msisdn: msisdn(this.made, word) }, description }
      : {
          ...common,
          recipient: { email: `customer${this.made}+${word}@example.com` },
          name: 'Cauri demo',
          description,
        };
  }

  /** Creates `perProvider` payout requests for each provider, those for Djamo first. */
  onBoth(word: string, perProvider = 1): Draft[] {
    return PROVIDERS.flatMap((provider) => Array.from({ length: perProvider }, () => this.make(provider, word)));
  }
}

/** Returns a phone number whose last two digits select the scenario in Djamo's sandbox. `number` makes it unique. */
function msisdn(number: number, word: string): string {
  const scenario = scenarioOfWord(word);
  if (!scenario) throw new Error(`${word} is no magic input of the sandboxes`);
  return `+22507${String(number).padStart(6, '0')}${scenario.msisdnEnding}`;
}
