import type { Child } from './child.js';
import type { ConsoleReporter } from './console-reporter.js';
import { spawnService, untilReady } from './service-process.js';
import type { Workspace } from './workspace.js';

export interface DemoServiceOptions {
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly reporter: ConsoleReporter;
}

/**
 * Cauri's service, as a process of the demo. It can be killed and started again with the same database and port. Its
 * output is appended to the log of the workspace.
 */
export class DemoService {
  private child: Child | null = null;

  constructor(
    private readonly workspace: Workspace,
    private readonly options: DemoServiceOptions,
  ) {}

  /**
   * Starts the service and waits until it is ready.
   * @param changes environment variables for this run only
   * @throws if it ends or is not ready in 30 seconds
   */
  async start(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    const log = this.workspace.openLog(this.workspace.serviceLog);
    const { port, environment } = this.options;
    const variables = { ...environment, ...changes, DATABASE_URL: this.workspace.databaseUrl };
    this.child = this.workspace.adopt(spawnService({ port, environment: variables, stdout: log, stderr: log }));
    await this.options.reporter.during('the service starts', untilReady(this.child, port));
  }

  /**
   * Stops the service by SIGTERM, as an update does, waits for its end, and starts it again. `changes` are environment
   * variables for the new run only.
   */
  async restart(changes?: Readonly<Record<string, string>>): Promise<void> {
    await this.child?.end('SIGTERM');
    await this.start(changes);
  }

  /** Kills the service by SIGKILL, so that no handler runs and nothing more is stored, and waits for its end. */
  async kill(): Promise<void> {
    await this.child?.end('SIGKILL');
  }
}
