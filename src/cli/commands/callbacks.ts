import type { Command } from 'commander';
import { CallbackRegistration, type CallbackTarget } from '../../payouts/callbacks/callback-registration.js';
import { type Service, withService } from '../service.js';
import { CommandError, command, EXIT, group, type OutputOptions, print, type Shell } from '../shell.js';

interface Registered extends CallbackTarget {
  /**
   * Topics that this command has registered at the provider, because they were missing there. Empty if none was
   * missing. Empty also after an error: some topics may nevertheless have been registered.
   */
  readonly registered: readonly string[];
  /**
   * Reason why the registration for this account failed. Null if it succeeded. If it fails for any account, the exit
   * code is 1.
   */
  readonly error: string | null;
}

/**
 * Creates the command `cauri callbacks`. Its subcommand `register` registers Cauri's callback URLs at the providers. It
 * leaves out accounts without a webhook secret, and providers that get the callback URL with each payout.
 */
export function callbacksCommand(shell: Shell): Command {
  return group('callbacks', 'Manage the callbacks of providers').addCommand(registerCommand(shell));
}

/**
 * Creates the command `cauri webhooks`, the old name of `cauri callbacks`. It works until version 0.2. The new name is
 * needed because "webhooks" now means Cauri's messages to consumers.
 */
export function webhooksCommand(shell: Shell): Command {
  const renamed = group('webhooks', 'Renamed to callbacks').addCommand(registerCommand(shell));
  return renamed.hook('preAction', () => {
    shell.stderr.write('cauri webhooks register is now cauri callbacks register; the old name ends with 0.2.\n');
  });
}

function registerCommand(shell: Shell): Command {
  return command('register', "Register the missing ones of Djamo's three transaction topics").action(
    (options: OutputOptions) =>
      withService(shell, async (service) => {
        const data: Registered[] = [];
        for (const target of targetsOf(service)) data.push(await register(service, target));
        print(shell, options, { data }, data.map(told));
        if (data.some(({ error }) => error !== null)) shell.exitCode = EXIT.error;
      }),
  );
}

/**
 * Returns the accounts whose callback URL can be registered. There is at least one.
 * @throws CommandError if the configuration does not allow callbacks
 */
function targetsOf(service: Service): readonly CallbackTarget[] {
  if (service.configuration.publicUrl === null) {
    throw new CommandError('PUBLIC_URL must be set: it is where providers call', EXIT.configuration);
  }
  const targets = service.get(CallbackRegistration).targets();
  if (targets.length > 0) return targets;
  throw new CommandError('DJAMO_WEBHOOK_SECRET must be set: callbacks without it are not believed', EXIT.configuration);
}

async function register(service: Service, target: CallbackTarget): Promise<Registered> {
  try {
    const topics = await service.get(CallbackRegistration).register(target.account, target.url);
    const error = topics === null ? 'another process registers right now' : null;
    return { ...target, registered: topics ?? [], error };
  } catch (error) {
    return { ...target, registered: [], error: error instanceof Error ? error.message : 'unknown error' };
  }
}

function told({ account, url, registered, error }: Registered): string {
  if (error !== null) return `${account}: ${error}`;
  return registered.length === 0
    ? `${account}: everything is registered for ${url}`
    : `${account}: registered ${registered.join(', ')} for ${url}`;
}
