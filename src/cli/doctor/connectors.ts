import type { PayoutConnector } from '../../common/payout-connector.js';
import { DjamoClient } from '../../djamo/djamo.client.js';
import { DjamoConnector } from '../../djamo/djamo.connector.js';
import { JumiaCreditsClient } from '../../jumia-credits/jumia-credits.client.js';
import { JumiaCreditsConnector } from '../../jumia-credits/jumia-credits.connector.js';
import type { Configuration } from '../../service/config/configuration.js';

type Accounts = Pick<Configuration, 'djamo' | 'jumiaCredits'>;

/** Text that no provider accepts as a credential. */
const NO_KEY = 'cauri-doctor-without-a-key';

/** Creates the connectors of all configured providers, Djamo first. They need no database. */
export function connectorsOf({ djamo, jumiaCredits }: Accounts): PayoutConnector[] {
  return [
    ...(djamo ? [new DjamoConnector(djamo, new DjamoClient(djamo))] : []),
    ...(jumiaCredits ? [new JumiaCreditsConnector(jumiaCredits, new JumiaCreditsClient(jumiaCredits))] : []),
  ];
}

/** Returns the same accounts with invalid credentials, to test if the provider checks them. Their URLs stay. */
export function withoutCredentials({ djamo, jumiaCredits }: Accounts): Accounts {
  return {
    djamo: djamo && { ...djamo, accounts: djamo.accounts.map((one) => ({ ...one, accessToken: NO_KEY })) },
    jumiaCredits: jumiaCredits && {
      ...jumiaCredits,
      accounts: jumiaCredits.accounts.map((one) => ({ ...one, apiKey: NO_KEY })),
    },
  };
}
