import { wrapped } from './wrap.js';

describe('wrapped', () => {
  it('keeps every line within 80 columns, and every word', () => {
    const text = 'a salary is paid once '.repeat(20).trim();
    const lines = `    ${wrapped(text, 4)}`.split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
  });

  it('leaves a short text and a long word as they are', () => {
    expect(wrapped('paid', 2)).toBe('paid');
    expect(wrapped('x'.repeat(100), 2)).toBe('x'.repeat(100));
  });
});
