import type { Command } from 'commander';
import { ConfigurationError } from '../../service/config/configuration.error.js';
import { type Configuration, loadConfiguration } from '../../service/config/configuration.js';
import { checkCallbacks } from '../doctor/callback-checks.js';
import { connectorsOf, withoutCredentials } from '../doctor/connectors.js';
import { checkDatabase } from '../doctor/database-checks.js';
import { type Finding, failed, hint, ok } from '../doctor/finding.js';
import { checkNetwork, type Destination } from '../doctor/network-checks.js';
import { checkProvider, type Patient } from '../doctor/provider-checks.js';
import { command, EXIT, type OutputOptions, print, type Shell } from '../shell.js';

const MARKS: Readonly<Record<Finding['status'], string>> = { ok: '✓', hint: '!', failed: '✗' };

/**
 * Creates the command `cauri doctor`. It sends no payout and registers nothing. It exits 0 if no check failed (hints do
 * not count), 78 if the configuration is wrong, else 1.
 */
export function doctorCommand(shell: Shell): Command {
  return command('doctor', 'Check configuration, database and providers, and say how to fix problems').action(
    async (options: OutputOptions) => {
      const findings = await examine(shell.environment);
      const isOk = findings.every(({ status }) => status !== 'failed');
      print(shell, options, { ok: isOk, findings }, findings.flatMap(told));
      const misconfigured = findings.some(({ check, status }) => check === 'configuration' && status === 'failed');
      if (!isOk) shell.exitCode = misconfigured ? EXIT.configuration : EXIT.error;
    },
  );
}

/**
 * Runs all checks and returns the findings in a fixed order. The checks of database, providers and network run at the
 * same time. If the configuration is invalid, only its problems are returned and nothing else is checked.
 */
async function examine(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  let configuration: Configuration;
  try {
    configuration = loadConfiguration(environment);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ variable, message }) =>
      failed('configuration', { message: `${variable} ${message}`, remedy: `correct ${variable}` }),
    );
  }
  const patients = patientsOf(configuration);
  const database = checkDatabase(
    configuration,
    patients.map(({ account }) => account),
  );
  const providers = patients.map((patient) => checkProvider(patient));
  const network = destinationsOf(configuration).map((to) => checkNetwork(to, configuration.providerProxy));
  const { publicUrl } = configuration;
  const callbacks = patients.map(({ account, connector }) => checkCallbacks(account, connector, publicUrl));
  return [
    ...configurationFindings(configuration),
    ...(await database),
    ...(await Promise.all(providers)),
    ...(await Promise.all(network)).flat(),
    ...(publicUrl === null ? [noCallbacks()] : []),
    ...(await Promise.all(callbacks)).filter((finding) => finding !== null),
  ];
}

/** Returns each configured account with its connector and a second connector that has wrong credentials. */
function patientsOf(configuration: Configuration): Patient[] {
  const impostors = connectorsOf(withoutCredentials(configuration));
  return connectorsOf(configuration).flatMap((connector) => {
    const impostor = impostors.find(({ provider }) => provider === connector.provider) ?? null;
    return connector.accounts.map((account) => ({ account, connector, impostor }));
  });
}

/** Returns the provider's address for each configured account, those of Djamo first. */
function destinationsOf({ djamo, jumiaCredits }: Configuration): Destination[] {
  const accounts = [...(djamo?.accounts ?? []), ...(jumiaCredits?.accounts ?? [])];
  return accounts.map(({ name, baseUrl }) => ({ account: name, baseUrl }));
}

function configurationFindings({ unknownVariables }: Configuration): Finding[] {
  if (unknownVariables.length === 0) return [ok('configuration', 'it can be read')];
  return unknownVariables.map(({ variable, message }) =>
    failed('configuration', { message: `${variable} ${message}`, remedy: `rename ${variable}, or unset it` }),
  );
}

function noCallbacks(): Finding {
  const remedy = 'set PUBLIC_URL where providers can reach the service; nothing depends on it';
  return hint('webhooks', { message: 'no PUBLIC_URL: reading does all', remedy });
}

function told({ check, account, status, message, remedy }: Finding): string[] {
  const what = account === null ? check : `${check} of ${account}`;
  return [`${MARKS[status]} ${what}: ${message}`, ...(remedy === null ? [] : [`    → ${remedy}`])];
}
