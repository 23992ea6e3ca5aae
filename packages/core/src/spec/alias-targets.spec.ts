import { isAlias, parseDocument, visit, type Alias } from 'yaml';
import { expect, it } from 'vitest';
import { aliasTargets } from './alias-targets.js';

it('finds what the library would find for each alias', () => {
  const document = parseDocument(`
early: *a
a: &a { b: &b [1, *a, *b, *c] }
c: &c [&b 2, *b]
again: &a 3
<<: [*a, *c]
merged: { <<: *b }
*b : key
`);
  const targets = aliasTargets(document);
  const aliases: Alias[] = [];
  visit(document, { Alias: (_key, alias) => void aliases.push(alias) });
  expect(aliases).toHaveLength(9);
  for (const alias of aliases) {
    expect(targets.get(alias)).toBe(alias.resolve(document));
    expect(isAlias(targets.get(alias))).toBe(false);
  }
});
