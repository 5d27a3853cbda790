const HOUR = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

interface LocalTime {
  /** Such as `2026-11-27`. */
  readonly day: string;
  readonly sinceMidnight: number;
}

function localTime(at: number, timeZone: string): LocalTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const seconds = (Number(parts.hour) * 60 + Number(parts.minute)) * 60 + Number(parts.second);
  return { day: `${parts.year}-${parts.month}-${parts.day}`, sinceMidnight: seconds * 1_000 + (at % 1_000) };
}

/** One day in a time zone. `from` is inclusive and `to` exclusive, both in epoch milliseconds. */
export interface Day {
  /** Such as `2026-11-27`. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Returns the day in which a time lies. A day has 23 to 25 hours, because some zones change their clocks. */
export function dayAt(at: number, timeZone: string): Day {
  const from = startOf(at, timeZone);
  // At most 25 hours and at least 23 lie before the next day begins.
  return { name: localTime(at, timeZone).day, from, to: startOf(from + 25.5 * HOUR, timeZone) };
}

function startOf(at: number, timeZone: string): number {
  const { day, sinceMidnight } = localTime(at, timeZone);
  const begins = (time: number) => localTime(time, timeZone).day === day && localTime(time - 1, timeZone).day !== day;
  const midnight = at - sinceMidnight;
  // The clocks were changed since midnight, or at midnight itself.
  return [midnight, midnight - HOUR, midnight + HOUR].find(begins) ?? midnight;
}
