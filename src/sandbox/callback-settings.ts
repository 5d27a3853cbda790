/**
 * Faults of callbacks (HTTP requests with which the provider reports changes of a transaction). By default there are
 * none: callbacks are then sent as the providers' documents say.
 */
export interface CallbackFaults {
  /** Share of the callbacks that are never sent, from 0 (none) to 1 (all). */
  callbackLost: number;
  /** Share of the callbacks that are sent twice, from 0 (none) to 1 (all). */
  callbackDoubled: number;
  /** Delay of every callback, in milliseconds of sandbox time. */
  callbackDelayMs: number;
  /**
   * Maximum additional random delay of each callback, in milliseconds of sandbox time. It changes the order in which
   * callbacks arrive.
   */
  callbackShuffleMs: number;
  /**
   * If true, a transaction gets its final status at once, and its callbacks are sent before the response to the POST.
   */
  callbackBeforeReply: boolean;
  /**
   * If true, a callback is sent before the transaction gets the status that the callback reports. A GET after it still
   * shows the old status.
   */
  callbackBeforeState: boolean;
  /**
   * If true, callbacks have a wrong signature. It has an effect only for Djamo, because JumiaPay does not sign
   * callbacks.
   */
  callbackWrongSignature: boolean;
}

/** Settings for callbacks: their faults, the wait before a retry, and the seed of the random decisions. */
export interface CallbackSettings extends CallbackFaults {
  /**
   * Wait before a failed callback is sent again, in milliseconds of sandbox time. Neither provider documents it. Each
   * callback is tried at most 6 times.
   */
  callbackRetryMs: number;
  /**
   * Seed of the random decisions: which callbacks are lost or doubled, and how long they are shuffled. A run with the
   * same seed makes the same decisions. A new seed restarts the sequence.
   */
  seed: number;
}

const NO_FAULTS: CallbackFaults = {
  callbackLost: 0,
  callbackDoubled: 0,
  callbackDelayMs: 0,
  callbackShuffleMs: 0,
  callbackBeforeReply: false,
  callbackBeforeState: false,
  callbackWrongSignature: false,
};

export const DEFAULT_CALLBACK_SETTINGS: CallbackSettings = { ...NO_FAULTS, callbackRetryMs: 500, seed: 1 };

/**
 * How strongly a callback mode (a named set of callback faults) applies. Each mode ignores the values that it does not
 * use.
 */
interface Measure {
  /** Share of the callbacks that are affected, from 0 to 1. */
  share?: number;
  delayMs?: number;
}

/** Callback modes. Each is a name for a set of callback faults. Its function returns the faults that it sets. */
const MODES = {
  normal: () => ({}),
  off: () => ({ callbackLost: 1 }),
  lost: ({ share = 1 }: Measure) => ({ callbackLost: share }),
  doubled: ({ share = 1 }: Measure) => ({ callbackDoubled: share }),
  outOfOrder: ({ delayMs = 3000 }: Measure) => ({ callbackShuffleMs: delayMs }),
  late: ({ delayMs = 5000 }: Measure) => ({ callbackDelayMs: delayMs }),
  beforeReply: () => ({ callbackBeforeReply: true }),
  beforeState: () => ({ callbackBeforeState: true }),
  wrongSignature: () => ({ callbackWrongSignature: true }),
} satisfies Record<string, (measure: Measure) => Partial<CallbackFaults>>;

export type CallbackMode = keyof typeof MODES;

/**
 * Returns the callback settings for one transaction. `mode` is the callback mode of its scenario. The faults of the
 * mode, in their default strength, are added to those of `settings`. If `mode` is undefined, the result is `settings`.
 */
export function settingsIn<S extends CallbackSettings>(settings: S, mode: CallbackMode | undefined): S {
  return mode ? { ...settings, ...MODES[mode]({}) } : settings;
}

/**
 * Reads the body of a control request that sets a callback mode. Returns the new faults, or the problems of the body.
 * The new mode replaces the previous one. `share` defaults to 1, and `delayMs` to 3000 (`outOfOrder`) or 5000 (`late`).
 */
export function readMode({ mode, share, delayMs }: Record<string, unknown>): CallbackFaults | string[] {
  const problems: string[] = [];
  if (!isMode(mode)) problems.push(`mode must be one of ${Object.keys(MODES).join(', ')}`);
  if (share !== undefined && !isWithin(share, 1)) problems.push('share must be a number from 0 to 1');
  if (delayMs !== undefined && !isWithin(delayMs, Infinity)) problems.push('delayMs must be a number >= 0');
  if (!isMode(mode) || problems.length > 0) return problems;
  return { ...NO_FAULTS, ...MODES[mode]({ share, delayMs } as Measure) };
}

function isMode(value: unknown): value is CallbackMode {
  return typeof value === 'string' && Object.hasOwn(MODES, value);
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most;
}
