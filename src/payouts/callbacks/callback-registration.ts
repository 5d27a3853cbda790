import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ConnectorRegistry } from '../connector-registry.js';
import { WorkerContext } from '../worker/worker-context.js';

const DAY_MS = 86_400_000;
/** After a failure, or while another instance registers. */
const AGAIN_MS = 60_000;
/** Longer than listing and registering takes: the slot of an instance that died is free after it. */
const SLOT_MS = 120_000;

/**
 * Has providers that take one address for all their callbacks registered at start and daily. One instance at a time:
 * what compares and then registers would otherwise register twice.
 */
@Injectable()
export class CallbackRegistration implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Callbacks');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private stopping = false;

  constructor(
    private readonly context: WorkerContext,
    private readonly registry: ConnectorRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const { callbacks, worker } = this.context.settings;
    if (callbacks === null || !worker) return;
    for (const { name, provider, safety } of this.registry.accounts) {
      const signed = safety.callbackAuth === 'hmac' && this.registry.find(name)?.connector.registerCallbacks;
      if (signed) void this.keep(name, `${callbacks.publicUrl}/v1/callbacks/${provider}/${name}`);
    }
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private async keep(account: string, url: string): Promise<void> {
    const next = (await this.register(account, url)) ? DAY_MS : AGAIN_MS;
    if (!this.stopping)
      this.timers.set(
        account,
        setTimeout(() => void this.keep(account, url), next),
      );
  }

  private async register(account: string, url: string): Promise<boolean> {
    try {
      const now = this.context.clock.now();
      const slot = this.context.unitOfWork.run(({ accounts }) =>
        accounts.takeRegistration(account, now, now + SLOT_MS),
      );
      if (!(await slot)) return false;
      const topics = (await this.registry.find(account)?.connector.registerCallbacks?.(account, url)) ?? [];
      if (topics.length > 0) this.logger.log(`registered ${topics.join(', ')} for account ${account}`);
      await this.context.unitOfWork.run(({ accounts }) => accounts.endRegistration(account));
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.logger.warn(`callbacks of account ${account} could not be registered, reading does all: ${reason}`);
      return false;
    }
  }
}
