interface Ordered {
  readonly name: string;
  readonly inputs: readonly string[];
}

/**
 * The order of `model.layers` in Keras: by depth (the longest way to the output), deepest first, and within a depth
 * by a pre-order walk from the output. Freeze schedules by index and the generic names in `.weights.h5` files both
 * count in it. Source: `map_graph` in keras/src/ops/function.py. Layers that do not reach the output are left out.
 */
export function kerasOrder<Layer extends Ordered>(layers: readonly Layer[], output: string): Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const visited = new Map<string, number>();
  const finished: Layer[] = [];
  const visit = (name: string) => {
    if (visited.has(name)) return;
    visited.set(name, visited.size);
    const layer = byName.get(name);
    if (!layer) throw new RangeError(`there is no layer ${name}`);
    layer.inputs.forEach(visit);
    finished.push(layer);
  };
  visit(output);

  const depths = new Map<string, number>();
  const depthOf = (name: string) => depths.get(name) ?? 0;
  for (const layer of finished.toReversed()) {
    for (const input of layer.inputs) depths.set(input, Math.max(depthOf(input), depthOf(layer.name) + 1));
  }
  return finished.toSorted(
    (a, b) => depthOf(b.name) - depthOf(a.name) || visited.get(a.name)! - visited.get(b.name)!,
  );
}
