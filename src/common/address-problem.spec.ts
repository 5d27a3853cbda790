import { addressProblem, textProblem } from './text-rules.js';

describe('addressProblem', () => {
  it.each([
    ['\u200b', 'U+200B'],
    ['\u200d', 'U+200D'],
    ['\u00ad', 'U+00AD'],
    ['\u2060', 'U+2060'],
    ['\ufeff', 'U+FEFF'],
    ['\u202e', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\u200f', 'U+200F'],
    ['\u00a0', 'U+00A0'],
    ['\u3000', 'U+3000'],
    ['\u3164', 'U+3164'],
    ['\ufe0f', 'U+FE0F'],
    ['\u{e0041}', 'U+E0041'],
    ['\u{e000}', 'U+E000'],
    [' ', 'U+0020'],
    ['\n', 'U+000A'],
  ])('names what nobody sees: %j', (hidden, name) => {
    for (const address of [`awa${hidden}@example.com`, `${hidden}awa@example.com`, `awa@example.com${hidden}`]) {
      expect(addressProblem(address)).toBe(`must not contain the invisible character ${name}`);
    }
  });

  it.each([
    'аwa@example.com',
    'awa@exаmple.com',
    'αwa@example.com',
    'awa＠example.com',
    'ａwa@example.com',
    'aﬁ@example.com',
  ])('refuses what looks like another address: %s', (address) => {
    expect(addressProblem(address)).not.toBeNull();
  });

  it.each(['awa@example.com', 'aïcha.koné+x@example.ci', 'д@почта.рф', '用户@例子.中国', "o'neil_1@sub.example.com"])(
    'lets pass what works: %s',
    (address) => {
      expect(addressProblem(address.normalize('NFC'))).toBeNull();
    },
  );
});

describe('textProblem', () => {
  it('refuses overrides, which show a name in another order, and no other mark of Arabic or emoji', () => {
    expect(textProblem('Awa\u202e123', 50)).toBe('must not contain the invisible character U+202E');
    expect(textProblem('\u202bراتب شهر يناير\u202c', 50)).toBeNull();
    expect(textProblem('👩‍👩‍👧‍👦', 50)).toBeNull();
  });
});
