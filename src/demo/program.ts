import { calledBack } from './scenes/called-back.js';
import { canceledBeforeSending } from './scenes/canceled-before-sending.js';
import { failures } from './scenes/failures.js';
import { forgedCallbacks } from './scenes/forged-callbacks.js';
import { killedWhileSending } from './scenes/killed-while-sending.js';
import { lostReply } from './scenes/lost-reply.js';
import { misleadingAnswers } from './scenes/misleading-answers.js';
import { partlyReturned } from './scenes/partly-returned.js';
import { payday } from './scenes/payday.js';
import { returned } from './scenes/returned.js';
import { sameKey } from './scenes/same-key.js';
import type { Scene } from './scenes/scene.js';
import { simplyPaid } from './scenes/simply-paid.js';

/**
 * Scenes of the demo, in the order in which they are played. The last one kills the service: all payouts that are still
 * open then must survive it.
 */
export const PROGRAM: readonly Scene[] = [
  simplyPaid,
  lostReply,
  failures,
  misleadingAnswers,
  sameKey,
  canceledBeforeSending,
  calledBack,
  forgedCallbacks,
  returned,
  partlyReturned,
  payday,
  killedWhileSending,
];
