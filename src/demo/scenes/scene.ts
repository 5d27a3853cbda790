import type { Stage } from '../stage.js';

/** One part of the demo: a typical situation of payouts, played against the sandboxes. */
export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<void>;
}
