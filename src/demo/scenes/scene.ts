import type { Stage } from '../stage.js';

/** Something that happens to payouts every day, played against the sandboxes. */
export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<void>;
}
