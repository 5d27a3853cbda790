import { randomUUID } from 'node:crypto';
import {
  type Answer,
  DEFAULT_SANDBOX_SETTINGS,
  type Endpoint,
  type Incoming,
  type LedgerFacts,
  type ListenOptions,
  type Provider,
  type RunningSandbox,
  type SandboxSettings,
  type SandboxWorld,
  type Scenario,
  SUCCESS,
  startSandbox,
} from 'cauri/testing';

interface Transfer extends LedgerFacts {
  readonly reference: string;
  rejection: string | null;
}

/** Baobab Pay, as far as its document goes. Faults, ledger and control API are those of every sandbox. */
class BaobabPayProvider implements Provider {
  readonly scenarios = [];
  private readonly byReference = new Map<string, Transfer>();

  constructor(
    private readonly world: SandboxWorld<SandboxSettings>,
    private readonly token: string,
  ) {}

  route(incoming: Incoming): Endpoint {
    const endpoint = this.endpoint(incoming);
    if (incoming.headers.authorization === `Bearer ${this.token}`) return endpoint;
    return { ...endpoint, run: () => this.error(incoming, 401, 'unknown token') };
  }

  error(_incoming: Incoming, status: number, ...messages: string[]): Answer {
    return { status, body: { code: `BP${status}`, message: messages.join('; ') } };
  }

  transactions(): object[] {
    return [...this.byReference.values()];
  }

  push(key: string, { status }: Record<string, unknown>): Answer {
    const transfer = this.byReference.get(key);
    if (!transfer || typeof status !== 'string') return { status: 404, body: { problems: [`no transfer ${key}`] } };
    transfer.status = status;
    this.world.ledger.append('changed', transfer);
    return { status: 200, body: view(transfer) };
  }

  stranger(order: Record<string, unknown>): Answer {
    return { status: 200, body: view(this.accept(order, SUCCESS)) };
  }

  private endpoint(incoming: Incoming): Endpoint {
    const { method, path, segments, body } = incoming;
    if (`${method} ${path}` === 'POST /api/transfers') {
      const reference = String(body.reference);
      return { operation: 'create', reference, scenario: SUCCESS, run: (scenario) => this.create(incoming, scenario) };
    }
    const found = method === 'GET' && segments[1] === 'transfers' && this.byReference.get(segments[2] ?? '');
    return {
      operation: 'read',
      scenario: SUCCESS,
      run: ({ distorts }) =>
        found ? { status: 200, body: view(found, distorts) } : this.error(incoming, 404, 'no such transfer'),
    };
  }

  private create(incoming: Incoming, scenario: Scenario): Answer {
    const { reference, amount, currency, phone } = incoming.body;
    if (currency !== 'XAF' || !/^[1-9]\d*$/.test(String(amount)) || !/^\+\d+$/.test(String(phone))) {
      return this.error(incoming, 400, 'amount, currency or phone is invalid');
    }
    if (this.byReference.has(String(reference))) return this.error(incoming, 409, 'this reference is known');
    return { status: 201, body: view(this.accept(incoming.body, scenario), scenario.distorts), executed: true };
  }

  private accept({ reference, amount, phone }: Record<string, unknown>, scenario: Scenario): Transfer {
    const failure = scenario.failure ?? null;
    const { ledger, timeline, settings } = this.world;
    const transfer: Transfer = {
      id: `bp_${randomUUID()}`,
      reference: String(reference),
      amount: String(amount),
      currency: 'XAF',
      recipient: String(phone),
      status: 'ACCEPTED',
      rejection: null,
    };
    this.byReference.set(transfer.reference, transfer);
    ledger.append('executed', transfer);
    timeline.schedule(timeline.now() + settings.settleAfterMs, () => {
      transfer.status = failure === null ? 'DELIVERED' : 'REJECTED';
      transfer.rejection = failure;
      ledger.append(failure === null ? 'settled' : 'failed', transfer);
    });
    return transfer;
  }
}

function view({ recipient: phone, status: state, amount, ...same }: Transfer, distorts?: Scenario['distorts']) {
  const told = distorts === 'amount' ? String(Number(amount) + 1) : amount;
  return { transfer: { ...same, phone, amount: told, state: distorts === 'status' ? 'SOMETHING_NEW' : state } };
}

/** Baobab Pay on this machine; its paths begin with `/api` right after the url. */
export function startBaobabPaySandbox(token: string, options: ListenOptions = {}): Promise<RunningSandbox> {
  return startSandbox(options, { ...DEFAULT_SANDBOX_SETTINGS }, (world) => new BaobabPayProvider(world, token));
}
