import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph-builder.js';
import type { LayerGraph } from './layer-graph.js';
import { planRematerialisation } from './rematerialise.js';

/** Layers of these sizes in a row. */
function chain(sizes: readonly number[]): LayerGraph {
  const graph = new GraphBuilder('chain');
  let x = graph.input('input', [1]);
  sizes.forEach((units, index) => {
    x = graph.add('Dense', `layer${index}`, { units, useBias: true, activation: 'linear' }, x);
  });
  return graph.build(x);
}

/** `a → b → add` beside the shortcut `a → add`, then `c`; all of one size. */
function shortcut(): LayerGraph {
  const dense = { units: 10, useBias: true, activation: 'linear' } as const;
  const graph = new GraphBuilder('shortcut');
  const a = graph.add('Dense', 'a', dense, graph.input('input', [1]));
  const b = graph.add('Dense', 'b', dense, a);
  const add = graph.add('Add', 'add', {}, b, a);
  return graph.build(graph.add('Dense', 'd', dense, graph.add('Dense', 'c', dense, add)));
}

/** What is held when these layers are kept: they, and the largest block between them. */
function heldBy(sizes: readonly number[], kept: ReadonlySet<number>): number {
  let [largest, block, sum] = [0, 0, 0];
  for (const [index, size] of sizes.entries()) {
    if (kept.has(index)) [sum, largest, block] = [sum + size, Math.max(largest, block), 0];
    else if (index < sizes.length - 1) block += size;
  }
  return sum + Math.max(largest, block);
}

describe('planRematerialisation', () => {
  it.each([
    { sizes: [1, 1, 1, 1, 1, 1, 1, 1, 1] },
    { sizes: [64, 64, 32, 32, 16, 16, 8, 8] },
    { sizes: [100, 1, 1, 100, 1, 100, 3, 7] },
    { sizes: [5] },
  ])('holds as little as any division of a chain of $sizes does', ({ sizes }) => {
    const { kept, held } = planRematerialisation(chain(sizes));
    expect(heldBy(sizes, new Set(kept.map((name) => Number(name.slice(5)))))).toBe(held);
    const divisions = Array.from({ length: 2 ** (sizes.length - 1) }, (_, bits) =>
      heldBy(sizes, new Set([...sizes.keys()].filter((index) => (bits >> index) & 1))),
    );
    expect(held).toBe(Math.min(...divisions));
  });

  it('never divides where a shortcut passes', () => {
    for (const name of planRematerialisation(shortcut()).kept) expect(['a', 'add', 'c']).toContain(name);
  });

  it('never divides between a layer and the activation and normalisation above it', () => {
    const graph = new GraphBuilder('activated');
    let x = graph.input('input', [10]);
    for (const block of ['a', 'b', 'c', 'd']) {
      x = graph.add('Dense', block, { units: 10, useBias: false, activation: 'linear' }, x);
      x = graph.add('BatchNormalization', `${block}_bn`, { epsilon: 1e-3, momentum: 0.9 }, x);
      x = graph.add('Activation', `${block}_out`, { activation: 'relu' }, x);
    }
    const { kept } = planRematerialisation(graph.build(x));
    expect(kept.length).toBeGreaterThan(0);
    for (const name of kept) expect(name).toMatch(/_out$/);
  });

  it('keeps the outputs of blocks of a residual network', () => {
    const graph = new GraphBuilder('residual');
    const dense = { units: 10, useBias: true, activation: 'linear' } as const;
    let x = graph.input('input', [10]);
    for (let block = 0; block < 9; block++) {
      const inner = graph.add('Dense', `inner${block}`, dense, graph.add('Dense', `outer${block}`, dense, x));
      x = graph.add('Add', `add${block}`, {}, inner, x);
    }
    const { kept, held } = planRematerialisation(graph.build(x));
    expect(kept.every((name) => name.startsWith('add'))).toBe(true);
    expect(held).toBeLessThan(0.5 * 27 * 10);
  });
});
