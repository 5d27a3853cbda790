interface Line {
  readonly time: string;
  readonly level: string;
  readonly msg: string;
  readonly context?: string;
  readonly stack?: string;
}

/**
 * Returns an output that converts the JSON lines of pino to lines for people: time of day in UTC, level, context and
 * message, and a stack trace below. All other fields are left out.
 */
export function prettyLines(output: { write(line: string): unknown }): { write(line: string): void } {
  return {
    write: (json) => {
      const { time, level, msg, context, stack } = JSON.parse(json) as Line;
      const where = context === undefined ? '' : `[${context}] `;
      const below = stack === undefined ? '' : `${stack}\n`;
      output.write(`${time.slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${where}${msg}\n${below}`);
    },
  };
}
