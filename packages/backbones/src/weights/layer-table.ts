/** What is wrong with layers, a line each, below a message. */
export function layerTable(wrong: ReadonlyMap<string, readonly string[]>): string[] {
  const width = Math.max(0, ...[...wrong.keys()].map((layer) => layer.length));
  return [...wrong].map(([layer, lines]) => `  ${layer.padEnd(width)}  ${lines.join('; ')}`);
}
