import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import type { View } from '../view.js';
import { EN } from './en.js';
import { translator } from './language.js';
import { FRENCH, said } from './sentences.js';

const SOURCES = join(__dirname, '../..');

/** Folders and files of which nothing is shown on a page. */
const NEVER_SHOWN = [
  // Configuration: the start and `doctor` tell about it.
  'common/account-options.ts',
  'common/policy-options.ts',
  'djamo/djamo.options.ts',
  'jumia-credits/jumia-credits.options.ts',
  'payouts/options-rules.ts',
  'payouts/http/host-checks.ts',
  // SQL, and the checks of databases.
  'payouts/storage/',
  'payouts/verification/',
  // Logs, metrics and traces.
  'payouts/metrics/',
  'payouts/tracing/',
  'payouts/operator-log.ts',
  // Documentation of the API.
  'payouts/http/api-docs.ts',
  'payouts/http/problem-examples.ts',
  'payouts/batches/batches.controller.ts',
  'payouts/export/',
  'payouts/outbox/dto/',
  // Routes without a page.
  'payouts/access/api-key.guard.ts',
  'payouts/callbacks/',
  'payouts/http/idempotency-key.ts',
  'payouts/outbox/',
  'payouts/recipients/',
  'payouts/retries/',
  'payouts/domain/retry-obstacle.ts',
  'payouts/transactions/',
  // What a form cannot send.
  'payouts/webhooks/signing.ts',
  'payouts/webhooks/secret-box.ts',
];

/** Texts with spaces that are no sentences for anybody. */
const NO_SENTENCES = new Set([
  'Bearer {}',
  'key {}',
  'reference {}',
  'consumer {}',
  'endpoint {}',
  'an answer',
  '<!doctype html>{}',
  'sign in first',
  'cauri console {}',
  'must be kept as it arrived: create the application with { rawBody: true }',
]);

interface Source {
  readonly file: string;
  readonly tree: ts.SourceFile;
}

function sources(folder: string): Source[] {
  return readdirSync(join(SOURCES, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec|\.contract|\.docs)\.ts$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const tree = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
      return { file: relative(SOURCES, path), tree };
    });
}

/** Every text in a source. `{}` stands for each value in a template. */
function texts(node: ts.Node): string[] {
  if (isNoText(node)) return [];
  const own =
    ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)
      ? [node.text]
      : ts.isTemplateExpression(node)
        ? [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}')]
        : [];
  const inner: string[] = [];
  ts.forEachChild(node, (child) => void inner.push(...texts(child)));
  return [...own, ...inner];
}

/** Imports, types, logs, and errors of programs: no page shows what is in them. */
function isNoText(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isPropertyAssignment(node))
    return ['description', 'summary', 'example', 'title'].includes(node.name.getText());
  if (ts.isNewExpression(node)) return /^(Type|Range)?Error$/.test(node.expression.getText());
  // Templates have their texts from the tables of words.
  if (ts.isTaggedTemplateExpression(node)) return true;
  return ts.isCallExpression(node) && /logger|\.query$/.test(node.expression.getText());
}

/** Two words at least, one of them a word of a sentence. */
const isSentence = (text: string) => /[A-Za-z},] [a-zA-Z{]/.test(text) && /[a-z]{2,} |\b [a-z]{2,}/.test(text);

const ALL = ['common', 'djamo', 'jumia-credits', 'payouts', 'console']
  .flatMap(sources)
  .filter(({ file }) => !file.startsWith('console/language/'));

/** The names in the `data` of events: of object literals beside `changes`, and of constants of that name. */
function detailsIn(node: ts.Node): string[] {
  const inner: string[] = [];
  ts.forEachChild(node, (child) => void inner.push(...detailsIn(child)));
  const isData = (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && node.name.getText() === 'data';
  if (!isData || !node.initializer || !ts.isObjectLiteralExpression(node.initializer)) return inner;
  const beside = ts.isObjectLiteralExpression(node.parent) ? node.parent.properties : null;
  if (beside !== null && !beside.some(({ name }) => name?.getText() === 'changes')) return inner;
  const names = node.initializer.properties.flatMap(({ name }) => name?.getText() ?? []);
  // What webhooks tell has its type in `object`.
  return names.includes('object') ? inner : [...inner, ...names];
}

const view = (language: 'en' | 'fr') => ({ language, t: translator(language) }) as View;

describe('what the service says', () => {
  it('is known in French, every sentence of it', () => {
    const shown = ALL.filter(({ file }) => !NEVER_SHOWN.some((one) => file.startsWith(one)));
    const missing = shown.flatMap(({ file, tree }) =>
      texts(tree)
        .filter((text) => isSentence(text) && !NO_SENTENCES.has(text) && !(text in FRENCH))
        // In a DTO a capital begins a description for the OpenAPI document.
        .filter((text) => !(/\bdto\//.test(file) && /^[A-Z]/.test(text)))
        .map((text) => `${file}: ${text}`),
    );
    expect(missing).toEqual([]);
  });

  it('is left out only of files that exist', () => {
    expect(NEVER_SHOWN.filter((one) => !ALL.some(({ file }) => file.startsWith(one)))).toEqual([]);
  });

  it('has a word for every detail of an event', () => {
    const details = ALL.filter(({ file }) => file.startsWith('payouts/')).flatMap(({ tree }) => detailsIn(tree));
    expect(details).toEqual(expect.arrayContaining(['attempt', 'httpStatus', 'providerReason', 'kycStatus']));
    const known = details.filter((name) => name !== 'alarm');
    expect(known.filter((name) => !(`detail.${name}` in EN))).toEqual([]);
  });

  it('is known in French as it is said today, and not as it was said once', () => {
    const today = new Set(ALL.flatMap(({ tree }) => texts(tree)));
    expect(Object.keys(FRENCH).filter((english) => !today.has(english))).toEqual([]);
  });

  it('has the same values in both languages', () => {
    const count = (text: string, hole: RegExp) => new Set(text.match(hole)).size;
    const wrong = Object.entries(FRENCH).filter(
      ([english, french]) => english.split('{}').length - 1 !== count(french, /\{\d/g),
    );
    expect(wrong).toEqual([]);
  });

  it('is found again in French, whatever its values are', () => {
    const lost = Object.keys(FRENCH).filter((english) => {
      const values = ['one', 'two', 'three', 'four'];
      const text = english.replace(/\{\}/g, () => values.shift() ?? '');
      const [beginning = ''] = (FRENCH[english] ?? '').split('{');
      return !said(view('fr'), text).text.startsWith(escaped(beginning));
    });
    expect(lost).toEqual([]);
  });

  it.each([
    ['must be at most 500 XOF', 'doit être de 500 XOF au plus'],
    ['must be XAF', 'doit être XAF'],
    ['must have no decimals in XOF', 'doit avoir, en XOF, aucune décimale'],
    ['HTTP 503', 'HTTP 503'],
    [
      'Attempt 1: outcome unknown (HTTP 200 without a readable body).',
      'Tentative 1 : issue inconnue (HTTP 200 sans contenu lisible).',
    ],
    ['Attempt 2: accepted by the provider.', 'Tentative 2 : acceptée par le prestataire.'],
    ['The payout failed. The payout has expired.', 'Le paiement a échoué. Le paiement a expiré.'],
    [
      'The payout is in review: the system sends nothing for it. A payout that is paid cannot be sent again.',
      'Le paiement attend une décision : le système n’envoie rien. Un paiement à l’état « payé » ne peut pas être renvoyé.',
    ],
    ['This needs the scope operations or payouts:read.', 'Il faut pour cela le droit operations ou payouts:read.'],
  ])('%j is %j', (english, french) => {
    expect(said(view('fr'), english).text.replaceAll('&#39;', "'")).toBe(french);
    expect(said(view('en'), english).text).toBe(escaped(english));
  });

  it('leaves the words of others as they are, and marks them', () => {
    expect(said(view('fr'), 'wallet <b> empty').text).toBe('<span lang="en">wallet &lt;b&gt; empty</span>');
    expect(said(view('fr'), 'must be a nice thing').text).toBe('<span lang="en">must be a nice thing</span>');
    expect(said(view('fr'), 'The provider says: delivered now.').text).toBe(
      'Réponse du prestataire : <span lang="en">delivered now</span>.',
    );
  });

  it.each([
    ['the name of what every object has', 'constructor'],
    ['the name of a prototype', '__proto__'],
    ['a text longer than any of ours', 'The payout failed. '.repeat(5_000)],
  ])('takes %s for no sentence', (_, text) => {
    expect(said(view('fr'), text).text).toBe(`<span lang="en">${text}</span>`);
  });
});

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
