import { dayAt } from './days.js';

const HOUR = 3_600_000;

describe('a day', () => {
  it.each([
    ['Africa/Abidjan', '2026-11-27T23:59:59.999Z', '2026-11-27', '2026-11-27T00:00:00.000Z', 24],
    ['Africa/Lagos', '2026-11-27T23:00:00.000Z', '2026-11-28', '2026-11-27T23:00:00.000Z', 24],
    ['Africa/Nairobi', '2026-11-27T20:59:59.999Z', '2026-11-27', '2026-11-26T21:00:00.000Z', 24],
    // Egypt sets its clocks forward at midnight, and back at midnight.
    ['Africa/Cairo', '2026-04-24T12:00:00.000Z', '2026-04-24', '2026-04-23T22:00:00.000Z', 23],
    ['Africa/Cairo', '2026-10-29T20:59:59.999Z', '2026-10-29', '2026-10-28T21:00:00.000Z', 25],
    ['UTC', '2026-01-01T00:00:00.000Z', '2026-01-01', '2026-01-01T00:00:00.000Z', 24],
  ])('in %s at %s is %s', (timeZone, at, ...expected) => {
    const day = dayAt(Date.parse(at), timeZone);
    expect([day.name, new Date(day.from).toISOString(), (day.to - day.from) / HOUR]).toEqual(expected);
  });

  it('follows another without a gap, all year round', () => {
    let { to } = dayAt(Date.UTC(2026, 0, 1, 12), 'Africa/Casablanca');
    for (let count = 0; count < 365; count += 1) {
      const day = dayAt(to + HOUR, 'Africa/Casablanca');
      expect(day.from).toBe(to);
      to = day.to;
    }
  });
});
