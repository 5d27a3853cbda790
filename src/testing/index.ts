/** Entry point `cauri/testing`: tests that every connector must pass, and the sandboxes of the providers. */
export { type DjamoSandboxOptions, startDjamoSandbox } from '../sandbox/djamo/djamo-sandbox.js';
export type { Incoming, RunningSandbox } from '../sandbox/http.js';
export {
  type JumiaCreditsSandboxOptions,
  startJumiaCreditsSandbox,
} from '../sandbox/jumia-credits/jumia-credits-sandbox.js';
export type { LedgerEntry, LedgerFacts } from '../sandbox/ledger.js';
export {
  type Answer,
  DEFAULT_SETTINGS as DEFAULT_SANDBOX_SETTINGS,
  type Endpoint,
  type Provider,
  type Settings as SandboxSettings,
  type World as SandboxWorld,
} from '../sandbox/provider.js';
export { type Scenario, SUCCESS } from '../sandbox/scenario.js';
export { type ListenOptions, startSandbox } from '../sandbox/start-sandbox.js';
export { cancellationContract } from './cancellation.contract.js';
export { connectorContract } from './connector.contract.js';
export type { ConnectorUnderContract, GenuineCallback, OptionalVerb } from './contract-subject.js';
export { type ExpectedReads, readingContract } from './reading.contract.js';
export { registrationContract } from './registration.contract.js';
