import type { ConsoleRequest } from '../request.js';
import { languageOf, translator } from './language.js';

const asking = (headers: Record<string, string>) =>
  languageOf({ method: 'GET', url: '/console', headers } as ConsoleRequest);

describe('the language', () => {
  it.each([
    ['fr-CI,fr;q=0.9,en;q=0.8', 'fr'],
    ['en-NG', 'en'],
    ['de, fr;q=0.3, en;q=0.2', 'fr'],
    ['fr;q=0, en;q=0.1', 'en'],
    ['pt', 'en'],
    ['', 'en'],
  ])('of a browser that wants %j is %s', (wish, language) => {
    expect(asking({ 'accept-language': wish })).toBe(language);
  });

  it('is what the switch says, whatever the browser wants', () => {
    expect(asking({ 'accept-language': 'fr', cookie: 'a=b; cauri_language=en' })).toBe('en');
    expect(asking({ 'accept-language': 'fr', cookie: 'cauri_language=xx' })).toBe('fr');
  });

  it('puts values into its texts', () => {
    expect(translator('fr')('list.page', { count: 3 })).toContain('3');
  });
});
