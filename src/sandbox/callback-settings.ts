/** Settings that make callbacks go wrong. By default callbacks follow the providers' documents. */
export interface CallbackFaults {
  /** Share of callbacks that are never sent, from 0 (none) to 1 (all). */
  callbackLost: number;
  /** Share of callbacks that are sent twice, from 0 (none) to 1 (all). */
  callbackDoubled: number;
  /** Delay of every callback, in milliseconds of sandbox time. */
  callbackDelayMs: number;
  /** Largest additional random delay, in milliseconds of sandbox time. It makes callbacks arrive in another order. */
  callbackShuffleMs: number;
  /** If true, a transaction settles at once, and its callbacks are sent before the response to the POST. */
  callbackBeforeReply: boolean;
  /** If true, a callback is sent before the transaction settles. A GET after it still shows the old status. */
  callbackBeforeState: boolean;
  /** If true, callbacks have a wrong signature. It applies only to Djamo, because JumiaPay does not sign. */
  callbackWrongSignature: boolean;
}

export interface CallbackSettings extends CallbackFaults {
  /** Milliseconds of sandbox time between two tries of a callback. Neither provider documents the interval. */
  callbackRetryMs: number;
  /** Seed of all random decisions. A run with the same seed makes the same decisions. */
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

interface Measure {
  share?: number;
  delayMs?: number;
}

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
 * Returns the callback settings for one transaction. `mode` comes from its magic input, and undefined keeps `settings`.
 */
export function settingsIn<S extends CallbackSettings>(settings: S, mode: CallbackMode | undefined): S {
  return mode ? { ...settings, ...MODES[mode]({}) } : settings;
}

/**
 * Reads the body of a control request that sets a callback mode. Returns the new settings, or the problems of the body.
 * The new mode replaces the previous one.
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
