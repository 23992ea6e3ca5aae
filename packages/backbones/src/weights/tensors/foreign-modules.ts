/**
 * Modules of a file that a network has none of, though it has others of the same block: the file is of another network, which does
 * more there. What comes in numbers is none: whoever cuts a network short has none of the blocks that follow. Nor is the head a block, of which
 * ConvNeXt's normalisation is a part, and any classifier.
 */
export function foreignModules(names: Iterable<string>, used: ReadonlySet<string>): readonly string[] {
  const usedModules = new Set([...used].map(parentOf));
  const blocks = new Set([...usedModules].map(parentOf).filter((block) => block !== '' && block !== 'head'));
  const foreign = [...names].map(parentOf).filter((module) => {
    const isNumber = /(^|\.)\d+$/.test(module);
    return !usedModules.has(module) && blocks.has(parentOf(module)) && !isNumber;
  });
  return [...new Set(foreign)];
}

/** `blocks.0.attn.qkv.weight` → `blocks.0.attn.qkv` → `blocks.0.attn`; nothing of what is in nothing. */
const parentOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')));
