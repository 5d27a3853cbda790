/** What may go wrong with callbacks. Everything else about them is as the providers' documents say. */
export interface CallbackFaults {
  /** Share of the callbacks that are never sent, from 0 to 1. */
  callbackLost: number;
  /** Share of the callbacks that are sent twice, from 0 to 1. */
  callbackDoubled: number;
  /** Sandbox time that every callback waits. */
  callbackDelayMs: number;
  /** Each waits for up to this much longer, by chance: they come out of order. */
  callbackShuffleMs: number;
  /** A transaction settles at once, and the POST is answered only when its callbacks have been tried. */
  callbackBeforeReply: boolean;
  /** A callback tells what a GET shows only later, when the transaction settles. */
  callbackBeforeState: boolean;
  /** Djamo only: JumiaPay signs nothing. */
  callbackWrongSignature: boolean;
}

export interface CallbackSettings extends CallbackFaults {
  /** Sandbox time between two tries of a callback; neither document gives it. */
  callbackRetryMs: number;
  /** Of everything that is left to chance, so that a run can be repeated. */
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

/** The settings for the callbacks of one transaction, whose magic input may ask for a mode. */
export function settingsIn<S extends CallbackSettings>(settings: S, mode: CallbackMode | undefined): S {
  return mode ? { ...settings, ...MODES[mode]({}) } : settings;
}

/** What an ordered mode changes, or what is wrong with the order. It takes the place of the mode before. */
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
