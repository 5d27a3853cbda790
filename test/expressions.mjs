/**
 * Holds every regular expression of the sources to linear time: one that looks at a text more often than a fixed number
 * of times per character stops the service when somebody sends a long one. What this cannot judge it refuses too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import ts from 'typescript';

const ROOTS = ['src', 'examples'];
const TIMEOUT_MS = 20_000;
const LITERAL = /^\/(.*)\/([a-z]*)$/s;

function sources(root) {
  return readdirSync(root, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(root, name));
}

/** The expressions of a file, with the line that each stands in; null for one that is put together as it runs. */
function expressions(path) {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    if (ts.isRegularExpressionLiteral(node)) found.push({ where: `${path}:${line}`, text: node.text });
    const made = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
    if (made) found.push({ where: `${path}:${line}`, text: null });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function problem(text) {
  if (text === null) return 'is put together as it runs: write it as a literal';
  const [, source, flags] = LITERAL.exec(text);
  const { status, complexity, error } = checkSync(source, flags, { timeout: TIMEOUT_MS });
  if (status === 'safe') return null;
  return status === 'vulnerable' ? `is ${complexity.summary}` : `cannot be judged (${error.kind})`;
}

const all = ROOTS.flatMap(sources).flatMap(expressions);
const texts = new Map(all.map(({ text }) => [text, undefined]));
for (const text of texts.keys()) texts.set(text, problem(text));
const bad = all.filter(({ text }) => texts.get(text) !== null);
for (const { where, text } of bad) console.error(`${where}: ${text ?? 'RegExp(…)'} ${texts.get(text)}`);
console.log(`${all.length - bad.length} of ${all.length} regular expressions are linear`);
process.exitCode = bad.length > 0 ? 1 : 0;
