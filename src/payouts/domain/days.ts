const HOUR = 3_600_000;

/** Date formats that were already created, by time zone. */
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
  /** Date on the local calendar, such as `2026-11-27`. */
  readonly day: string;
  /** Time of day on the local clock, in milliseconds. */
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

/** One calendar day in a time zone. `from` is inclusive and `to` exclusive, both in epoch milliseconds. */
export interface Day {
  /** Date of the day, such as `2026-11-27`. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Returns the day that contains the time `at`. A day has 23 to 25 hours, because some zones change their clocks. */
export function dayAt(at: number, timeZone: string): Day {
  const from = startOf(at, timeZone);
  // The next day begins 23 to 25 hours after `from`, so 25.5 hours after `from` always lie in the next day.
  return { name: localTime(at, timeZone).day, from, to: startOf(from + 25.5 * HOUR, timeZone) };
}

/** Returns the first millisecond of the day that contains the time `at`. */
function startOf(at: number, timeZone: string): number {
  const { day, sinceMidnight } = localTime(at, timeZone);
  const begins = (time: number) => localTime(time, timeZone).day === day && localTime(time - 1, timeZone).day !== day;
  const midnight = at - sinceMidnight;
  // If the clocks were changed since midnight, or at midnight, the day began an hour earlier or later.
  return [midnight, midnight - HOUR, midnight + HOUR].find(begins) ?? midnight;
}
