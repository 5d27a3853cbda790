import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { timeOrNull, timeText } from '../payout-view.js';
import { PayoutError } from '../payouts.errors.js';
import type { Principal, Scope } from '../payouts.options.js';
import type { StoredKey } from '../storage/api-keys.repository.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';
import { approversOf, sha256 } from './configured-keys.js';

const ID_BYTES = 8;
const SECRET_BYTES = 32;
/** Format of a stored key: `ck_<id>_<secret>`. */
const KEY = /^ck_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

export interface KeyRequest {
  readonly consumer: string;
  readonly scopes: readonly Scope[];
  /** Number of milliseconds until the key expires. Null for a key that does not expire. */
  readonly expiresInMs: number | null;
}

/** An API key as shown to people, without its secret. Times are in RFC 3339. */
export interface KeyView {
  readonly id: string;
  readonly consumer: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/**
 * Manages the API keys in the database. A key is `ck_<id>_<secret>`. It is shown only once, when it is created; the
 * database has only its hash.
 */
export class StoredKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Creates and stores a key. The field `key` of the result is the only place where its secret appears. */
  async create({ consumer, scopes, expiresInMs }: KeyRequest): Promise<KeyView & { readonly key: string }> {
    const id = randomBytes(ID_BYTES).toString('hex');
    const key = `ck_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const createdAt = this.clock.now();
    const row: StoredKey = {
      id,
      consumer,
      secretHash: sha256(key).toString('hex'),
      scopes: [...scopes],
      createdAt,
      expiresAt: expiresInMs === null ? null : createdAt + expiresInMs,
      revokedAt: null,
    };
    await this.unitOfWork.run(({ keys }) => keys.insert(row));
    return { ...toView(row), key };
  }

  /** Returns all keys, oldest first, including those that are expired or revoked. */
  async list(): Promise<KeyView[]> {
    return (await this.unitOfWork.read(({ keys }) => keys.all())).map(toView);
  }

  /**
   * Revokes a key. From now on, all instances of the service refuse it. If it is already revoked, its time of
   * revocation stays.
   * @throws PayoutError `not_found`
   */
  async revoke(id: string): Promise<KeyView> {
    const at = this.clock.now();
    const row = await this.unitOfWork.run(async ({ keys }) => {
      await keys.revoke(id, at);
      return keys.find(id);
    });
    if (row === null) throw new PayoutError('not_found', `There is no key ${id}.`);
    return toView(row);
  }

  /** Returns true if at least one stored key is neither expired nor revoked. */
  async any(): Promise<boolean> {
    return (await this.valid()).length > 0;
  }

  /** Returns the stored keys that are neither expired nor revoked, oldest first. */
  async valid(): Promise<KeyView[]> {
    const rows = await this.unitOfWork.read(({ keys }) => keys.all());
    return rows.filter((row) => this.isValid(row)).map(toView);
  }

  /** Returns the consumers that have a valid stored key with the scope `payouts:approve`. */
  async approvers(): Promise<string[]> {
    const rows = await this.unitOfWork.read(({ keys }) => keys.all());
    return approversOf(rows.filter((row) => this.isValid(row)));
  }

  /**
   * Returns the principal of a token. Returns null if the token is unknown, expired or revoked. It reads the database
   * for each request, so that a revocation takes effect at once.
   */
  async principalOf(token: string): Promise<Principal | null> {
    const id = KEY.exec(token)?.[1];
    if (id === undefined) return null;
    const row = await this.unitOfWork.read(({ keys }) => keys.find(id));
    if (row === null || !timingSafeEqual(Buffer.from(row.secretHash, 'hex'), sha256(token))) return null;
    return this.isValid(row) ? { consumer: row.consumer, scopes: row.scopes as Scope[] } : null;
  }

  private isValid({ revokedAt, expiresAt }: StoredKey): boolean {
    return revokedAt === null && (expiresAt === null || expiresAt > this.clock.now());
  }
}

function toView({ id, consumer, scopes, createdAt, expiresAt, revokedAt }: StoredKey): KeyView {
  return {
    id,
    consumer,
    scopes,
    createdAt: timeText(createdAt),
    expiresAt: timeOrNull(expiresAt),
    revokedAt: timeOrNull(revokedAt),
  };
}
