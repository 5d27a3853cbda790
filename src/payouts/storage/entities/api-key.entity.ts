import { Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** An API key created by `cauri keys create`. Only the hash of its secret is stored. */
@Entity({ name: 'cauri_api_key' })
@Index('cauri_api_key_consumer', ['consumer'])
export class ApiKeyRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  /** SHA-256 of the whole key in hexadecimal. */
  @TextColumn('secret_hash', 64)
  secretHash!: string;

  @JsonColumn('scopes')
  scopes!: string[];

  @BigIntColumn('created_at')
  createdAt!: number;

  /** Expiry in epoch milliseconds. Null if the key does not expire. */
  @BigIntColumn('expires_at', nullable)
  expiresAt!: number | null;

  /** Time of the revocation in epoch milliseconds. Null if the key is not revoked. */
  @BigIntColumn('revoked_at', nullable)
  revokedAt!: number | null;
}
