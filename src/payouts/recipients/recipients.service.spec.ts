import { ACCOUNT, ScriptedConnector } from '../../../test/support/engine.js';
import { ProviderReadError } from '../../common/payout-connector.js';
import { ConnectorRegistry } from '../engine/connector-registry.js';
import { DEFAULT_TIMINGS, type EngineSettings } from '../payouts.options.js';
import { RecipientsService } from './recipients.service.js';

describe('checking a recipient', () => {
  const connector = new ScriptedConnector({ ...ACCOUNT, recipientKind: 'msisdn' });
  const settings = { timings: { ...DEFAULT_TIMINGS, requestTimeout: 50 } } as EngineSettings;
  const service = new RecipientsService(new ConnectorRegistry([connector]), settings);
  const check = () => service.check({ msisdn: '+2250701020304' });

  it.each([
    ['never answers', () => new Promise<never>(() => undefined)],
    ['answers what cannot be read', () => Promise.reject(new ProviderReadError('HTTP 500', 500))],
  ])('at a provider that %s ends in time, and names the provider', async (_, onCheck) => {
    connector.onCheck = onCheck;
    await expect(check()).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});
