import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { ConnectorRegistry } from '../engine/connector-registry.js';
import { EngineContext } from '../engine/engine-context.js';
import { Timers } from '../engine/timers.js';

const DAY_MS = 86_400_000;
/** Number of milliseconds until the next try after a failure, or while another instance registers. */
const AGAIN_MS = 60_000;
/**
 * Number of milliseconds for which one instance may register the URL while the others wait. A registration takes less.
 */
const SLOT_MS = 120_000;

/** An account, and the URL to which its provider must send callbacks. */
export interface CallbackTarget {
  readonly account: string;
  readonly url: string;
}

/**
 * Returns the callback URL of an account, for a provider that sends all its callbacks to one URL. `publicUrl` has no
 * slash at its end.
 */
export function accountCallbackUrl(
  publicUrl: string,
  { provider, name }: Pick<ConnectorAccount, 'provider' | 'name'>,
): string {
  return `${publicUrl}/v1/callbacks/${provider}/${name}`;
}

/**
 * Registers the callback URL at providers that send all callbacks to one URL: at start and then every day, or a minute
 * after a failure. A reservation in the database lets only one instance register at a time. Otherwise two instances
 * could both find the URL missing and register it twice.
 */
@Injectable()
export class CallbackRegistration implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Callbacks');
  private stopping = false;

  constructor(
    private readonly context: EngineContext,
    private readonly registry: ConnectorRegistry,
    private readonly timers: Timers,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.context.settings.worker) return;
    for (const { account, url } of this.targets()) void this.keep(account, url);
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const { account } of this.targets()) this.timers.stop(nameOf(account));
  }

  /**
   * Returns the accounts whose provider signs its callbacks and can register one URL for all of them. Returns an empty
   * list if callbacks are off.
   */
  targets(): CallbackTarget[] {
    const { callbacks } = this.context.settings;
    if (callbacks === null) return [];
    return this.registry.accounts
      .filter(
        ({ name, safety }) => safety.callbackAuth === 'hmac' && this.registry.find(name)?.connector.registerCallbacks,
      )
      .map(({ name, provider }) => ({
        account: name,
        url: accountCallbackUrl(callbacks.publicUrl, { provider, name }),
      }));
  }

  /**
   * Registers the topics (kinds of changes) of the account that are missing at the provider, and returns them. The list
   * is empty if none was missing. Returns null while another instance registers.
   * @throws ProviderReadError, possibly after some topics are registered
   */
  async register(account: string, url: string): Promise<readonly string[] | null> {
    const now = this.context.clock.now();
    const taken = await this.context.unitOfWork.run(({ accounts }) =>
      accounts.takeRegistration(account, now, now + SLOT_MS),
    );
    if (!taken) return null;
    try {
      return (await this.registry.find(account)?.connector.registerCallbacks?.(account, url)) ?? [];
    } finally {
      await this.context.unitOfWork.run(({ accounts }) => accounts.endRegistration(account)).catch(() => undefined);
    }
  }

  /** Registers the URL now and plans the next try, unless the application shuts down. */
  private async keep(account: string, url: string): Promise<void> {
    const next = (await this.tryToRegister(account, url)) ? DAY_MS : AGAIN_MS;
    if (!this.stopping) this.timers.after(nameOf(account), next, () => void this.keep(account, url));
  }

  /**
   * Returns true if all topics are registered. Otherwise returns false; payouts are then only polled. Logs a failure.
   */
  private async tryToRegister(account: string, url: string): Promise<boolean> {
    try {
      const topics = await this.register(account, url);
      if (topics?.length) this.logger.log(`registered ${topics.join(', ')} for account ${account}`);
      return topics !== null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.logger.warn(`callbacks of account ${account} could not be registered, reading does all: ${reason}`);
      return false;
    }
  }
}

function nameOf(account: string): string {
  return `cauri-callbacks-${account}`;
}
