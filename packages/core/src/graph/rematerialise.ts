import { product } from '../layers/convolution.js';
import { heldActivations } from './held-activations.js';
import type { LayerGraph } from './layer-graph.js';
import { describeLayers } from './shapes.js';

/** How a backward pass goes about that computes activations again instead of keeping them. */
export interface Rematerialisation {
  /**
   * The layers whose activations are kept, in the graph's order. Each is all that the layers above it need of what is
   * below, so they divide the graph into blocks that can be computed again one at a time; the last block is kept whole.
   */
  readonly kept: readonly string[];
  /** Numbers for one image that are held at once: those kept, and the largest block's. */
  readonly held: number;
}

/** What lies between two narrow places: the layers inside, and the one at its upper border. Numbers for one image. */
interface Block {
  readonly inside: number;
  readonly border: number;
  readonly borderName: string;
}

/** Divides a graph so that least is held (Chen, Xu, Zhang and Guestrin, 2016, with blocks of unequal size). */
export function planRematerialisation(graph: LayerGraph): Rematerialisation {
  const blocks = smallestBlocks(graph);
  const divisions = possibleLimits(blocks).map((limit) => divide(blocks, limit));
  return divisions.reduce((best, division) => (division.held < best.held ? division : best));
}

/** Divided wherever nothing but one layer's output is still needed. */
function smallestBlocks(graph: LayerGraph): readonly Block[] {
  const facts = describeLayers(graph);
  const held = heldActivations(graph);
  const lastUse = new Map(graph.layers.flatMap(({ name, inputs }) => inputs.map((input) => [input, name])));
  const blocks: Block[] = [];
  const needed = new Set<string>();
  let inside = 0;
  for (const { name, kind, inputs } of graph.layers) {
    for (const input of inputs) if (lastUse.get(input) === name) needed.delete(input);
    needed.add(name);
    // What is fed is there in any case.
    if (kind === 'InputLayer') continue;
    if (!held.has(name)) continue;
    const size = product(facts.get(name)!.output);
    if (needed.size === 1) {
      blocks.push({ inside, border: size, borderName: name });
      inside = 0;
    } else inside += size;
  }
  return blocks;
}

/** Sizes that the largest block of a division may have: those of all runs of blocks. */
function possibleLimits(blocks: readonly Block[]): readonly number[] {
  const limits = new Set<number>();
  for (const first of blocks.keys()) {
    let size = -blocks[first]!.border;
    for (const { inside, border } of blocks.slice(first)) limits.add((size += inside + border));
  }
  return [...limits];
}

/**
 * Keeps what is smallest of all borders between which no block exceeds the limit: `cheapest[i]` does so for the blocks
 * up to the i-th, whose upper border it keeps, and `from[i]` is the border kept before that.
 */
function divide(blocks: readonly Block[], limit: number): Rematerialisation {
  const cheapest: number[] = [];
  const from: number[] = [];
  for (const last of blocks.keys()) {
    cheapest[last] = Infinity;
    let size = -blocks[last]!.border;
    for (let first = last; first >= 0; first--) {
      size += blocks[first]!.inside + blocks[first]!.border;
      if (size > limit) break;
      const sum = first === 0 ? 0 : cheapest[first - 1]! + blocks[first - 1]!.border;
      if (sum < cheapest[last]!) [cheapest[last], from[last]] = [sum, first - 1];
    }
  }
  const kept: string[] = [];
  for (let border = from.at(-1) ?? -1; border >= 0; border = from[border]!)
    kept.unshift(blocks[border]!.borderName);
  return { kept, held: cheapest.at(-1)! + limit };
}
