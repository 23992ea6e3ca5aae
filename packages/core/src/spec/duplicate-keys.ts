import { isScalar, visit, YAMLParseError, type Document } from 'yaml';

/** Keys that are written twice in the same map. `yaml` itself compares each key with all before it, which takes minutes for 50,000 of them. */
export function duplicateKeys(document: Document): YAMLParseError[] {
  const errors: YAMLParseError[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const [start] = key.range!;
        if (seen.has(key.value))
          errors.push(new YAMLParseError([start, start + 1], 'DUPLICATE_KEY', 'Map keys must be unique'));
        seen.add(key.value);
      }
    },
  });
  return errors;
}
