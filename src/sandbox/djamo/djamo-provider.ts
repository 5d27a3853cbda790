import { randomBytes, randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { asObject, type Incoming } from '../http.js';
import type { Answer, Endpoint, Provider, World } from '../provider.js';
import { type Scenario, SUCCESS } from '../scenario.js';
import { scenarioOfMsisdn } from '../scenarios.js';
import { type Collection, manage } from './djamo-collections.js';
import { customerStatus } from './djamo-customers.js';
import { page } from './djamo-list.js';
import { isMsisdn, readTransferOrder } from './djamo-orders.js';
import type { DjamoSettings } from './djamo-settings.js';
import { DjamoSubCompanies } from './djamo-sub-companies.js';
import type { TransferOrder } from './djamo-transfer.js';
import { CURRENCY, DjamoTransfers } from './djamo-transfers.js';
import { createdView, transferView } from './djamo-view.js';
import { DjamoWebhooks } from './djamo-webhooks.js';

const UNUSABLE_SUB_COMPANY = 'subCompanyId must be the id of an active sub company';

/**
 * Simulates Djamo Business with the endpoints of its document "Transaction". It also has the balance, sub-companies,
 * webhooks and the filter `?reference=`. A request without the right bearer token gets a 401.
 */
export class DjamoProvider implements Provider {
  readonly scenarios = [];
  private readonly webhooks: DjamoWebhooks;
  private readonly subCompanies: DjamoSubCompanies;
  private readonly transfers: DjamoTransfers;

  constructor(
    private readonly world: World<DjamoSettings>,
    private readonly accessToken: string,
  ) {
    this.webhooks = new DjamoWebhooks(world);
    this.subCompanies = new DjamoSubCompanies(world.timeline);
    this.transfers = new DjamoTransfers(world, this.webhooks);
  }

  route(incoming: Incoming): Endpoint {
    const endpoint = this.endpoint(incoming);
    if (incoming.headers.authorization === `Bearer ${this.accessToken}`) return endpoint;
    return { ...endpoint, scenario: SUCCESS, run: () => this.error(incoming, 401, 'Unauthorized') };
  }

  /** Returns an error in Djamo's own format. */
  error({ path }: Incoming, status: number, ...message: string[]): Answer {
    const body = {
      statusCode: status,
      message,
      error: `${STATUS_CODES[status]} Exception`,
      correlationId: randomBytes(16).toString('hex'),
      path,
      timestamp: this.world.timeline.timestamp(),
    };
    return { status, body };
  }

  /**
   * Returns all transactions, oldest first. Each also has the sub-company and the scenario, which Djamo's API does not
   * show.
   */
  transactions(): object[] {
    return this.transfers.all.map((transfer) => ({
      ...transferView(transfer),
      subCompanyId: transfer.subCompanyId,
      magic: transfer.scenario.word,
    }));
  }

  /**
   * Sets the status of a transaction. Any status is accepted, whatever the status was before. `key` is an id or a
   * reference; if several transactions have the reference, the oldest is changed. `failureReason` is used only for the
   * status `failed`.
   */
  push(key: string, { status, failureReason = 'SIM_PUSHED' }: Record<string, unknown>): Answer {
    const transfer = this.transfers.withId(key) ?? this.transfers.withReference(key)[0];
    if (!transfer) return { status: 404, body: { problems: [`no transaction ${key}`] } };
    if (typeof status !== 'string') return { status: 400, body: { problems: ['status must be a string'] } };
    this.transfers.change(transfer, status, status === 'failed' ? String(failureReason) : null);
    return { status: 200, body: transferView(transfer) };
  }

  /**
   * Creates a transaction that did not come from a request of the sandbox's client. Its reference need not be unique.
   */
  stranger(fields: Record<string, unknown>): Answer {
    const order = this.readOrder(fields, false);
    if (Array.isArray(order)) return { status: 400, body: { problems: order } };
    return { status: 200, body: transferView(this.transfers.accept(order, scenarioOfMsisdn(order.msisdn))) };
  }

  private endpoint(incoming: Incoming): Endpoint {
    const { method, path, segments } = incoming;
    switch (`${method} ${path}`) {
      case 'POST /v1/transactions':
        return this.create(incoming);
      case 'POST /v1/transactions/batch':
        return { operation: 'create', scenario: SUCCESS, run: () => this.createBatch(incoming) };
      case 'GET /v1/transactions':
        return reading(({ distorts }) => this.list(incoming, distorts));
      case 'GET /v1/transactions/customers/check':
        return reading(() => this.checkCustomer(incoming));
      case 'GET /v1/balance':
        return reading(() => ({ status: 200, body: { balance: this.transfers.balance, currency: CURRENCY } }));
    }
    const [version, collection, id = '', ...rest] = segments;
    if (version === 'v1' && collection === 'webhooks') return this.managing(incoming, this.webhooks);
    if (version === 'v1' && collection === 'sub-companies') return this.managing(incoming, this.subCompanies);
    const isTransfer = method === 'GET' && version === 'v1' && collection === 'transactions' && rest.length === 0;
    return reading(({ distorts }) =>
      isTransfer ? this.read(incoming, id, distorts) : this.error(incoming, 404, `Cannot ${method} ${path}`),
    );
  }

  /** Returns the endpoint for a request that reads, creates or changes webhooks or sub-companies. */
  private managing<T extends { id: string }>(incoming: Incoming, collection: Collection<T>): Endpoint {
    const run = () => {
      const managed = manage(collection, incoming);
      return 'body' in managed ? managed : this.error(incoming, managed.status, ...managed.messages);
    };
    return { operation: incoming.method === 'GET' ? 'read' : 'manage', scenario: SUCCESS, run };
  }

  private create(incoming: Incoming): Endpoint {
    const { reference, msisdn } = incoming.body;
    return {
      operation: 'create',
      ...(typeof reference === 'string' ? { reference } : {}),
      scenario: scenarioOfMsisdn(msisdn),
      run: (scenario) => {
        const order = this.readOrder(incoming.body, true);
        if (Array.isArray(order)) return this.error(incoming, 400, ...order);
        if (this.isTaken(order)) return this.conflict(incoming, order);
        return { status: 201, body: createdView(this.transfers.accept(order, scenario)), executed: true };
      },
    };
  }

  /**
   * Creates all transactions of a batch, or none if one is invalid or its reference is taken, also by an earlier one in
   * the batch. The recipient of each selects a scenario for its transaction, but the response to the batch is always
   * sent normally.
   */
  private createBatch(incoming: Incoming): Answer {
    const items = Array.isArray(incoming.body.transactions) ? incoming.body.transactions : [];
    const orders: TransferOrder[] = [];
    for (const item of items) {
      const order = this.readOrder(asObject(item), false);
      if (Array.isArray(order)) return this.error(incoming, 400, ...order);
      if (this.isTaken(order) || orders.some(({ reference }) => reference === order.reference)) {
        return this.conflict(incoming, order);
      }
      orders.push(order);
    }
    if (orders.length === 0) return this.error(incoming, 400, 'transactions should not be empty');
    return { status: 201, body: this.acceptBatch(orders), executed: true };
  }

  private acceptBatch(orders: TransferOrder[]) {
    const id = `bat_${randomUUID()}`;
    const now = this.world.timeline.timestamp();
    const transfers = orders.map((order) => this.transfers.accept(order, scenarioOfMsisdn(order.msisdn), id));
    return {
      id,
      createdAt: now,
      updatedAt: now,
      totalAmount: transfers.reduce((sum, { amount }) => sum + amount, 0),
      status: 'processing',
      totalFee: transfers.reduce((sum, { fee }) => sum + fee, 0),
      transactions: transfers.map((transfer) => createdView(transfer)),
    };
  }

  private readOrder(fields: Record<string, unknown>, typeRequired: boolean): TransferOrder | string[] {
    const order = readTransferOrder(fields, this.world.settings, typeRequired);
    if (Array.isArray(order)) return order;
    return this.isUsable(order.subCompanyId) ? order : [UNUSABLE_SUB_COMPANY];
  }

  /**
   * Returns true if no sub-company is named, or if the named one is active. For any other the sandbox answers 400,
   * which Djamo does not document.
   */
  private isUsable(subCompanyId: string | null): boolean {
    return subCompanyId === null || this.subCompanies.isActive(subCompanyId);
  }

  /** Returns true if another transaction has the reference and references must be unique. */
  private isTaken({ reference }: TransferOrder): boolean {
    return this.world.settings.uniqueReferences && this.transfers.withReference(reference).length > 0;
  }

  /**
   * Returns the 409 for a reference that another transaction has (Djamo, "Errors"). It does not contain the id of that
   * transaction.
   */
  private conflict(incoming: Incoming, { reference }: TransferOrder): Answer {
    return this.error(incoming, 409, `A transaction with reference ${reference} already exists`);
  }

  private read(incoming: Incoming, id: string, distorts: Scenario['distorts']): Answer {
    const transfer = this.transfers.withId(id);
    if (!transfer) return this.error(incoming, 404, `Transaction ${id} not found`);
    return { status: 200, body: transferView(transfer, distorts) };
  }

  private list(incoming: Incoming, distorts: Scenario['distorts']): Answer {
    const { query } = incoming;
    const reference = query.get('reference');
    const filtered = reference !== null && !this.world.settings.ignoreReferenceFilter;
    const found = page(filtered ? this.transfers.withReference(reference) : this.transfers.all, query);
    if (!found) return this.error(incoming, 400, 'cursor or limit is invalid');
    return { status: 200, body: { ...found, data: found.data.map((transfer) => transferView(transfer, distorts)) } };
  }

  private checkCustomer(incoming: Incoming): Answer {
    const msisdn = incoming.query.get('msisdn');
    if (!isMsisdn(msisdn)) return this.error(incoming, 400, 'msisdn must be a valid phone number');
    if (!this.isUsable(incoming.query.get('subCompanyId'))) return this.error(incoming, 400, UNUSABLE_SUB_COMPANY);
    const status = customerStatus(msisdn);
    return status ? { status: 200, body: { status } } : this.error(incoming, 404, 'Customer not found');
  }
}

function reading(run: (scenario: Scenario) => Answer): Endpoint {
  return { operation: 'read', scenario: SUCCESS, run };
}
