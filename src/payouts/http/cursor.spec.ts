import { decodeCursor, encodeCursor } from './cursor.js';

const ID = '0193c9c5-7f3a-7c8e-9b1e-0123456789ab';
const FILTERS = { status: ['paid'], review: false, provider: undefined };

describe('the cursor of a list', () => {
  it('leads back to the row, whatever the order of the filters', () => {
    const cursor = encodeCursor(ID, FILTERS);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, FILTERS)).toBe(ID);
    expect(decodeCursor(cursor, { review: false, status: ['paid'], account: null })).toBe(ID);
  });

  it.each([
    ['other filters', encodeCursor(ID, { status: ['failed'] })],
    ['no filters', encodeCursor(ID, {})],
    ['nothing', ''],
    ['no base64url', '%%%'],
    ['something else', Buffer.from('1.2').toString('base64url')],
    ['an id alone', Buffer.from(ID).toString('base64url')],
    ['more than a cursor', `${encodeCursor(ID, FILTERS)}=`],
  ])('is refused when it was made of %s', (_case, cursor) => {
    expect(() => decodeCursor(cursor, FILTERS)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        details: { errors: [{ field: 'cursor', message: expect.any(String) }] },
      }),
    );
  });
});
