import type { Stage } from '../stage.js';

/** One part of the demo: a typical event in the life of payouts, executed against the sandboxes. */
export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<void>;
}
