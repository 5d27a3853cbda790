import { readTime } from './provider-values.js';

describe('readTime', () => {
  it.each([
    '2023-05-25T17:43:15.970Z',
    '2023-05-25T17:43:15.970',
    '2023-05-25 17:43:15.970123+00:00',
    '2023-05-25T19:43:15,97+0200',
    '20230525T174315.970Z',
    ' 2023-05-25T17:43:15.970Z ',
  ])('reads %s', (text) => {
    expect(readTime(text)).toBe(Date.UTC(2023, 4, 25, 17, 43, 15, 970));
  });

  it.each([
    undefined,
    null,
    0,
    1_685_036_595_970,
    {},
    '',
    'now',
    '2023-05-25',
    '2023-05-25T25:00:00Z',
    '1685036595970',
  ])('does not read %j', (value) => {
    expect(readTime(value)).toBeNull();
  });
});
