import { isAlias, visit, type Alias, type Document, type Node } from 'yaml';

/**
 * What the aliases of a document stand for: each for the last node before it that has its anchor. Found in one walk, where
 * `alias.resolve` would walk through the document for each alias.
 */
export function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchored.get(node.source);
        if (target) targets.set(node, target);
      } else if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
  });
  return targets;
}
