import { describeLayers, type LayerGraph, type Weights } from '@thaw/core';
import h5wasm from 'h5wasm';

/** What `model.save_weights("x.weights.h5")` would write of a network with these weights. */
export async function weightsFile(graph: LayerGraph, weights: Weights): Promise<Buffer> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('drawn.weights.h5', 'w');
  const layers = file.create_group('layers');
  const counters = new Map<string, number>();
  for (const [name, facts] of describeLayers(graph)) {
    if (facts.weights.length === 0) continue;
    // Keras names the groups after the classes and counts: conv2d, conv2d_1, …
    const kind = facts.layer.kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
    const counter = counters.get(kind) ?? 0;
    counters.set(kind, counter + 1);
    const vars = layers.create_group(counter === 0 ? kind : `${kind}_${counter}`).create_group('vars');
    facts.weights.forEach((weight, index) => {
      const { data, shape } = weights.get(`${name}/${weight.name}`)!;
      vars.create_dataset({ name: String(index), data, shape: [...shape] });
    });
  }
  file.close();
  return Buffer.from(FS.readFile('drawn.weights.h5') as Uint8Array);
}
