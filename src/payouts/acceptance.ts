import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { parseAmount } from '../common/money.js';
import type { ConnectorAccount, Money, PayoutDraft, Problem } from '../common/payout-connector.js';
import { ConnectorRegistry } from './connector-registry.js';
import { asAccepted } from './domain/fold.js';
import type { NewEvent, Payout } from './domain/payout.js';
import type { CreatePayoutDto } from './dto/create-payout.dto.js';
import { parseRfc3339 } from './dto/rfc3339.js';
import { PayoutError } from './payouts.errors.js';
import { requestHash, uniquenessHash } from './request-hash.js';
import { recipientKind, route } from './routing.js';
import { isDuplicate, isLockTimeout } from './storage/database-errors.js';
import type { StoredPayout } from './storage/payout-rows.js';
import type { NewPayout } from './storage/payouts.js';
import { CommitUnknownError } from './storage/storage.errors.js';
import { StorageClock } from './storage/storage-clock.js';
import { UnitOfWork } from './storage/unit-of-work.js';

export interface Accepted {
  readonly payout: Payout;
  readonly replayed: boolean;
}

interface Order extends NewPayout {
  readonly accepted: NewEvent;
}

/** Turns a request into a durable payout, once for each Idempotency-Key and once for each reference. */
@Injectable()
export class Acceptance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly registry: ConnectorRegistry,
    private readonly clock: StorageClock,
  ) {}

  /** @throws PayoutError with every broken rule; nothing is stored then */
  async accept(request: CreatePayoutDto, key: { consumer: string; idempotencyKey: string }): Promise<Accepted> {
    const idempotencyHash = uniquenessHash(key.consumer, key.idempotencyKey);
    const hashes = { idempotencyHash, requestHash: requestHash(request) };
    const known = await this.replay(hashes);
    if (known) return known;
    const order = this.order(request, key.consumer, hashes);
    try {
      return { payout: await this.store(order), replayed: false };
    } catch (error) {
      return this.afterFailure(error, order);
    }
  }

  private async replay(hashes: Pick<NewPayout, 'idempotencyHash' | 'requestHash'>): Promise<Accepted | null> {
    const payout = await this.unitOfWork.read(({ payouts }) => payouts.findByKey(hashes.idempotencyHash));
    if (!payout) return null;
    if (payout.requestHash !== hashes.requestHash) {
      throw new PayoutError('idempotency_key_reused', 'This Idempotency-Key was used with another request.', {
        errors: [{ field: 'Idempotency-Key', message: 'must be new for a new request' }],
      });
    }
    const events = await this.unitOfWork.read(({ payouts }) => payouts.events(payout.id));
    return { payout: asAccepted(payout, events), replayed: true };
  }

  private order(
    request: CreatePayoutDto,
    consumer: string,
    hashes: Pick<NewPayout, 'idempotencyHash' | 'requestHash'>,
  ): Order {
    const account = route(this.registry.accounts, request);
    const now = this.clock.now();
    const draft = this.checked(request, account, now);
    const reference = request.reference ?? null;
    const status = account.requireApproval ? 'awaiting_approval' : 'queued';
    const queuedAt = account.requireApproval ? null : now;
    return {
      ...hashes,
      id: uuidv7(),
      consumer,
      referenceHash: reference === null ? null : uniquenessHash(consumer, reference),
      provider: account.provider,
      account: account.name,
      scope: account.scope,
      amount: draft.amount.minor,
      scale: draft.amount.scale,
      currency: draft.amount.currency,
      recipientKind: draft.recipient.kind,
      recipient: draft.recipient.value,
      reference,
      name: draft.name,
      description: draft.description,
      subCompanyId: draft.subCompanyId,
      expiresAt: draft.expiresAt,
      metadata: request.metadata ?? null,
      batchId: null,
      createdAt: now,
      accepted: {
        type: 'accepted',
        changes: { status, scope: account.scope, queuedAt },
        data: { account: account.name },
      },
    };
  }

  /** The provider's own rules. */
  private checked(request: CreatePayoutDto, account: ConnectorAccount, now: number): PayoutDraft {
    const draft = draftOf(request, account);
    const connector = this.registry.find(account.name)?.connector;
    const complete = connector?.withDefaults?.(draft) ?? draft;
    const problems = connector?.check(complete, now) ?? [];
    if (problems.length > 0) throw invalid(problems);
    return complete;
  }

  private store({ accepted, ...order }: Order): Promise<StoredPayout> {
    const nextAt = accepted.changes.status === 'queued' ? order.createdAt : null;
    return this.unitOfWork.run(({ payouts }) => payouts.insert(order, accepted, { nextAt }));
  }

  private async afterFailure(error: unknown, order: Order): Promise<Accepted> {
    if (isDuplicate(error)) return this.duplicate(order);
    if (error instanceof CommitUnknownError) {
      const found = await this.unitOfWork.read(({ payouts }) => payouts.find(order.id));
      if (found) return { payout: found, replayed: false };
      throw new PayoutError('unavailable', 'The database did not confirm. Repeat the request with the same key.', {
        retryAfter: 1,
      });
    }
    if (!isLockTimeout(error)) throw error;
    throw new PayoutError('idempotency_in_progress', 'A request with this Idempotency-Key is under way.', {
      retryAfter: 1,
    });
  }

  /** Somebody else's INSERT came first: the same request again, or another one with our reference. */
  private async duplicate(order: Order): Promise<Accepted> {
    const known = await this.replay(order);
    if (known) return known;
    const { referenceHash } = order;
    const payoutId =
      referenceHash && (await this.unitOfWork.read(({ payouts }) => payouts.findIdByReference(referenceHash)));
    throw new PayoutError('reference_already_used', 'This reference belongs to another payout.', {
      errors: [{ field: 'reference', message: 'must be unique' }],
      members: { payoutId },
    });
  }
}

/** @throws PayoutError when the amount has more decimals than the account's currency */
function amountOf({ amount, currency }: CreatePayoutDto, { currencies }: ConnectorAccount): Money {
  const scale = currencies.find(({ code }) => code === currency)?.scale ?? 0;
  const minor = parseAmount(amount, scale);
  if (minor !== null) return { minor, scale, currency };
  const decimals = scale === 0 ? 'no decimals' : `at most ${scale} decimals`;
  throw invalid([{ field: 'amount', message: `must have ${decimals} in ${currency}` }]);
}

function draftOf(request: CreatePayoutDto, account: ConnectorAccount): PayoutDraft {
  const kind = recipientKind(request);
  const { name = null, description = null, subCompanyId = null } = request;
  return {
    account: account.name,
    amount: amountOf(request, account),
    recipient: { kind, value: request.recipient[kind] ?? '' },
    name,
    description,
    subCompanyId,
    expiresAt: expiryOf(request),
  };
}

/** Providers take whole seconds; what is shown is what is sent. */
function expiryOf({ expiresAt }: CreatePayoutDto): number | null {
  const at = expiresAt ? parseRfc3339(expiresAt) : null;
  return at === null ? null : Math.floor(at / 1_000) * 1_000;
}

function invalid(errors: readonly Problem[]): PayoutError {
  return new PayoutError('validation_failed', 'The request breaks a rule of the provider.', { errors });
}
