import type { Stage } from '../stage.js';

/** A typical event in the life of payouts, played against the sandboxes. */
export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<void>;
}
