import type { Stage } from '../stage.js';

/**
 * One part of the demo: a typical situation of payouts, played against the sandboxes. `play` reports each step by
 * `stage.check`, and throws if it cannot go on, which ends the demo.
 */
export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<void>;
}
