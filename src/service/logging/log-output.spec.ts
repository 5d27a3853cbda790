import { LogOutput, type LogStream } from './log-output.js';

class Output implements LogStream {
  writableLength = 0;
  code: string | null = null;
  readonly written: string[] = [];
  readonly listeners: string[] = [];

  write(line: string, done: (error?: Error | null) => void): void {
    if (this.code === null) this.written.push(line);
    done(this.code === null ? null : Object.assign(new Error('no'), { code: this.code }));
  }

  on(event: string): void {
    this.listeners.push(event);
  }
}

describe('LogOutput', () => {
  const start = () => {
    const stream = new Output();
    const output: LogOutput = new LogOutput(stream, (lines, reason) => output.write(`lost ${lines}: ${reason}`));
    return { stream, output };
  };

  it('listens for failures, which would end the process', () => {
    expect(start().stream.listeners).toEqual(['error']);
  });

  it.each(['EPIPE', 'ENOSPC', 'EIO'])(
    'counts what is lost to %s and tells it once, when lines are taken again',
    (code) => {
      const { stream, output } = start();
      output.write('one');
      stream.code = code;
      output.write('two');
      output.write('three');
      stream.code = null;
      output.write('four');
      output.write('five');
      expect(stream.written).toEqual(['one', 'four', `lost 2: ${code}`, 'five']);
    },
  );

  it('loses lines that nobody reads when a mebibyte waits', () => {
    const { stream, output } = start();
    stream.writableLength = 1_048_577;
    output.write('one');
    stream.writableLength = 0;
    output.write('two');
    expect(stream.written).toEqual(['two', 'lost 1: nobody reads it']);
  });

  it('tells it again when the telling was lost too', () => {
    const { stream, output } = start();
    stream.code = 'EPIPE';
    output.write('one');
    stream.code = null;
    const write = stream.write.bind(stream);
    let failures = 1;
    stream.write = (line, done) => {
      stream.code = line.startsWith('lost') && failures-- > 0 ? 'EPIPE' : null;
      write(line, done);
    };
    output.write('two');
    output.write('three');
    output.write('four');
    expect(stream.written).toEqual(['two', 'three', 'lost 1: EPIPE', 'four']);
  });
});
