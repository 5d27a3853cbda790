import { BadKeys } from './bad-keys.js';

const ADDRESS = '203.0.113.7';

describe('BadKeys', () => {
  let time = 0;
  let badKeys: BadKeys;
  beforeEach(() => {
    time = 0;
    badKeys = new BadKeys(() => time);
  });

  const notes = (count: number, address = ADDRESS) => Array.from({ length: count }, () => badKeys.note(address)).at(-1);

  it('asks an address to wait after a hundred within a minute, until the minute is over', () => {
    expect(notes(100)).toBeNull();
    expect(notes(1)).toBe(60);
    time = 59_001;
    expect(notes(1)).toBe(1);
    time = 60_000;
    expect(notes(100)).toBeNull();
  });

  it('counts each address for itself, and an IPv4 one the same way when it is written as IPv6', () => {
    notes(101);
    expect(badKeys.note('203.0.113.8')).toBeNull();
    expect(badKeys.note(`::ffff:${ADDRESS}`)).not.toBeNull();
  });

  it('counts a network of IPv6 as one address', () => {
    notes(101, '2001:db8::1');
    expect(badKeys.note('2001:db8:0:0:9:8:7:6')).not.toBeNull();
    expect(badKeys.note('2001:db8:0:1::1')).toBeNull();
  });

  it('forgets the first address when there are ten thousand others', () => {
    notes(101);
    for (let index = 0; index < 10_000; index += 1) badKeys.note(`10.0.${index >> 8}.${index & 255}`);
    expect(badKeys.note(ADDRESS)).toBeNull();
  });
});
