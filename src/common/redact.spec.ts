import { plainText, redact } from './redact.js';

describe('redact', () => {
  it.each([
    ['Authorization: Bearer s3cret-token', 's3cret'],
    ['authorization=Bearer s3cret', 's3cret'],
    ['{"authorization":"Bearer s3cret"}', 's3cret'],
    ['Bearer s3cret.jwt.part', 's3cret'],
    ['apikey: s3cret', 's3cret'],
    ['X-Api-Key: s3cret', 's3cret'],
    ['POST /callbacks/jumia?c=k1.0190a1b2.s3cret', 's3cret'],
    ['/callbacks?x=1&c=k1.s3cret&y=2', 's3cret'],
    ['whsec_s3cret/+=', 's3cret'],
    ['ck_s3cret_1', 's3cret'],
    ['mysql://root:s3cret@127.0.0.1:3306/cauri', 's3cret'],
    ['http://proxy:s3cret@egress:8080', 's3cret'],
    ['paid to ada.lovelace+wages@mail.example.com today', 'ada'],
    ['paid to +2250701020304 today', '0701020304'],
    ['"+2250701020304"', '0701020304'],
    ['+221771234567,+2348031234567', '8031234567'],
  ])('leaves no secret in %j', (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it.each([
    'payout 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b: HTTP 500',
    'no connection (ECONNREFUSED)',
    'amount must be at least 100.00',
    'https://api.example.com/v1/credits?page=2',
    '3 + 4 = 7',
  ])('leaves %j alone', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('keeps what is around a secret', () => {
    expect(redact('to ada@example.com and +2250701020304, then')).toBe('to [e-mail] and [msisdn], then');
  });
});

describe('plainText', () => {
  it('makes one line of many and takes control characters out', () => {
    expect(plainText('a\r\nb\u0000c\u001b[31md\u202ee\u2066f\u0085g', 99)).toBe('a  b c [31md e f g');
  });

  it('cuts by characters, never in the middle of one', () => {
    expect(plainText('💸💸💸', 2)).toBe('💸💸');
    expect(plainText('abc', 3)).toBe('abc');
  });

  it('keeps other scripts', () => {
    expect(plainText('راتب été', 99)).toBe('راتب été');
  });
});
