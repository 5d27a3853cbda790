import type { EntityManager } from 'typeorm';
import { ApiKeyRow } from './entities/api-key.entity.js';

export type StoredKey = Readonly<ApiKeyRow>;

/** Reads and writes the API keys that an operator created. Only the hash of each secret is stored. */
export class ApiKeys {
  constructor(private readonly manager: EntityManager) {}

  async insert(key: StoredKey): Promise<void> {
    await this.manager.insert(ApiKeyRow, key);
  }

  find(id: string): Promise<StoredKey | null> {
    return this.manager.findOneBy(ApiKeyRow, { id });
  }

  /** Returns all keys, oldest first, also those that are expired or revoked. */
  all(): Promise<StoredKey[]> {
    return this.manager.find(ApiKeyRow, { order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** Revokes a key at `at` (epoch milliseconds). Does nothing if the key is already revoked or does not exist. */
  async revoke(id: string, at: number): Promise<void> {
    await this.manager
      .createQueryBuilder()
      .update(ApiKeyRow)
      .set({ revokedAt: at })
      .where('id = :id AND revoked_at IS NULL', { id })
      .execute();
  }
}
