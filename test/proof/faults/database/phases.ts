/** The transactions of the submit protocol and of a callback, each by the one statement that only it has. */
export const PHASES = {
  accepting: /^INSERT INTO cauri_payout \(/,
  claiming: /^INSERT INTO cauri_attempt \(/,
  'recording the outcome': /^UPDATE .*cauri_attempt\W/,
  'storing a callback': /^INSERT INTO `cauri_callback`\(/,
};

export type Phase = keyof typeof PHASES;
