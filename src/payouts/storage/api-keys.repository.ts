import type { EntityManager } from 'typeorm';
import { ApiKeyRow } from './entities/api-key.entity.js';

export type StoredKey = Readonly<ApiKeyRow>;

/** Keys for consumers that an operator made; only the hash of each is here. */
export class ApiKeys {
  constructor(private readonly manager: EntityManager) {}

  async insert(key: StoredKey): Promise<void> {
    await this.manager.insert(ApiKeyRow, key);
  }

  find(id: string): Promise<StoredKey | null> {
    return this.manager.findOneBy(ApiKeyRow, { id });
  }

  /** Oldest first. */
  all(): Promise<StoredKey[]> {
    return this.manager.find(ApiKeyRow, { order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** A key that is revoked keeps the time at which it first was. */
  async revoke(id: string, at: number): Promise<void> {
    await this.manager
      .createQueryBuilder()
      .update(ApiKeyRow)
      .set({ revokedAt: at })
      .where('id = :id AND revoked_at IS NULL', { id })
      .execute();
  }
}
