import { ConsoleLogger } from '@nestjs/common';
import { LogLine } from './log-line.js';

const line = new LogLine('payout 7 (djamo): queued: accepted', { payoutId: '7', account: 'djamo' });

describe('a log line in a host', () => {
  it('has its text and values where a logger copies the fields of what it is given', () => {
    expect({ ...line }).toEqual({ message: line.message, fields: line.fields });
  });

  it('has its text in the JSON of Nest’s own logger', () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    new ConsoleLogger({ json: true, colors: false }).log(line);
    const [text] = written.mock.calls[0] ?? [];
    written.mockRestore();
    expect(JSON.parse(String(text))).toMatchObject({ message: { message: line.message } });
  });
});
