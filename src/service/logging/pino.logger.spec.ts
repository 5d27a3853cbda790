import { type LoggingOptions, PinoLogger } from './pino.logger.js';

function logged(options: Partial<LoggingOptions>, write: (logger: PinoLogger) => void): string[] {
  const lines: string[] = [];
  const output = { write: (line: string) => lines.push(line) };
  write(new PinoLogger({ level: 'info', format: 'json', output, ...options }));
  return lines;
}

const SECRETS = 'Bearer abc.def of +2250701020304, awa@example.com, whsec_c2VjcmV0, https://x/?c=k.id.mac';
const SECRET = /abc\.def|0701020304|awa@|c2VjcmV0|k\.id\.mac/;

describe('PinoLogger', () => {
  it('writes one JSON line with time, level, context and message', () => {
    const [line = ''] = logged({}, (logger) => logger.log('started', 'Main'));
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      context: 'Main',
      msg: 'started',
    });
  });

  it('tells stack and context of an error apart, however Nest hands them over', () => {
    const error = new Error('broken');
    const lines = logged({}, (logger) => {
      logger.error(error, 'Http');
      logger.error('broken', error.stack, 'Http');
      logger.error('broken', undefined, 'Http');
      logger.fatal('broken', 'Http');
    }).map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ level: 'error', msg: 'Error: broken', context: 'Http', stack: error.stack }),
      expect.objectContaining({ level: 'error', msg: 'broken', context: 'Http', stack: error.stack }),
      expect.not.objectContaining({ stack: expect.anything() }),
      expect.objectContaining({ level: 'fatal', msg: 'broken', context: 'Http' }),
    ]);
  });

  it.each(['json', 'pretty'] as const)('redacts everything in %s lines', (format) => {
    const error = new Error(SECRETS);
    const lines = logged({ format }, (logger) => {
      logger.log(SECRETS);
      logger.warn({ message: SECRETS });
      logger.error(error);
      logger.error(SECRETS, error.stack);
      logger.event('info', SECRETS, { path: SECRETS, status: 200 });
    });
    expect(lines.join('')).not.toMatch(SECRET);
    expect(lines.join('')).toContain('[redacted]');
  });

  it('keeps a message on its line', () => {
    const [line = ''] = logged({ format: 'pretty' }, (logger) => logger.log('one\ntwo\u001b[31m\u202ethree'));
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}one two \[31m three\n$/);
  });

  it('writes people one line, and a stack below it', () => {
    const [line = ''] = logged({ format: 'pretty' }, (logger) =>
      logger.error('broken', 'Error: x\n    at here', 'Http'),
    );
    expect(line).toMatch(/^\S+ ERROR \[Http\] broken\nError: x\n {4}at here\n$/);
  });

  it('leaves out what is below its level', () => {
    const write = (logger: PinoLogger) => {
      logger.verbose('trace');
      logger.debug('debug');
      logger.log('info');
      logger.warn('warn');
    };
    expect(logged({ level: 'warn' }, write)).toHaveLength(1);
    expect(logged({ level: 'trace' }, write)).toHaveLength(4);
  });
});
