import picomatch from 'picomatch';
import { didYouMean, nearest } from '../errors/did-you-mean.js';
import { listing } from '../errors/listing.js';
import { ThawError, type Problem } from '../errors/problem.js';
import type { Selector } from '../spec/run-config.js';
import type { Layer, LayerGraph } from './layer-graph.js';
import { describeLayers } from './shapes.js';

/** What a selector picks, and what is wrong with it. */
export interface Selection {
  /** Backbone layers with trainable weights, in Keras's order. */
  readonly layers: readonly string[];
  readonly problems: readonly SelectionProblem[];
}

export interface SelectionProblem extends Problem {
  /** Keys inside the selector, for example `['layers', 1]`. */
  readonly keys: readonly (string | number)[];
}

/** Names of the backbone layers with weights that a selector trains, in Keras's order. Throws a ThawError. */
export function selectLayers(graph: LayerGraph, selector: Selector): readonly string[] {
  const { layers, problems } = checkSelector(graph, selector);
  if (problems.length > 0) throw new ThawError(problems);
  return layers;
}

/** Names of the graph's blocks, in the order in which they begin. */
export const blocksOf = (graph: LayerGraph): readonly string[] => [
  ...new Set(graph.layers.flatMap(({ block }) => block ?? [])),
];

/** As `selectLayers`, with the problems as values, each with its place inside the selector. */
export function checkSelector(graph: LayerGraph, selector: Selector): Selection {
  const { layers, problems } = pick(graph, selector);
  const picked = new Set(layers);
  const trained = [...describeLayers(graph)]
    .filter(([name, { weights }]) => picked.has(name) && weights.some((weight) => weight.trainable))
    .map(([name]) => name);
  if (problems.length > 0 || trained.length > 0 || selector === 'none') return { layers: trained, problems };
  return { layers: [], problems: [trainsNothing(graph, layers)] };
}

interface Pick {
  readonly layers: readonly string[];
  readonly problems: readonly SelectionProblem[];
}

function pick(graph: LayerGraph, selector: Selector): Pick {
  const names = graph.layers.map(nameOf);
  if (selector === 'none') return { layers: [], problems: [] };
  if (selector === 'all') return { layers: names, problems: [] };
  if ('last' in selector) return pickLast(graph, selector.last);
  if ('from' in selector) return pickFrom(graph, selector.from, names);
  return pickMatching(graph, selector.layers, names);
}

function pickLast(graph: LayerGraph, count: number): Pick {
  const blocks = blocksOf(graph);
  if (count > blocks.length) {
    const problem = {
      code: 'THAW-SPEC-TOO-MANY-BLOCKS',
      message: `${graph.name} does not have ${count} blocks`,
      expected: `a whole number from 1 to ${blocks.length}`,
      found: String(count),
      remedy: `the blocks are ${listing(blocks, 'and', 8)}; \`all\` trains every layer`,
      keys: ['last'],
    };
    return { layers: [], problems: [problem] };
  }
  const last = new Set(blocks.slice(-count));
  return {
    layers: graph.layers.filter(({ block }) => block !== undefined && last.has(block)).map(nameOf),
    problems: [],
  };
}

function pickFrom(graph: LayerGraph, from: string, names: readonly string[]): Pick {
  const start = names.indexOf(from);
  if (start >= 0) return { layers: names.slice(start), problems: [] };
  const problem = {
    code: 'THAW-SPEC-UNKNOWN-LAYER',
    message: `${graph.name} has no layer ${from}`,
    expected: `a layer of ${graph.name}, for example ${listing(blockStarts(graph).slice(-3), 'or')}`,
    found: JSON.stringify(from),
    ...remedyFor(graph, from, names),
    keys: ['from'],
  };
  return { layers: [], problems: [problem] };
}

function pickMatching(graph: LayerGraph, patterns: readonly string[], names: readonly string[]): Pick {
  const added = new Set<string>();
  const removed = new Set<string>();
  const problems: SelectionProblem[] = [];
  for (const [index, pattern] of patterns.entries()) {
    const glob = pattern.replace(/^!/, '');
    const matching = names.filter(matcherOf(glob));
    for (const name of matching) (pattern.startsWith('!') ? removed : added).add(name);
    if (matching.length > 0) continue;
    const similar = similarGlob(glob, names);
    problems.push({
      code: 'THAW-SPEC-UNKNOWN-LAYER',
      message: `no layer of ${graph.name} matches ${glob}`,
      expected: `a layer or a glob, for example ${listing(blockStarts(graph).slice(-3), 'or')}`,
      found: JSON.stringify(pattern),
      ...(similar && { remedy: `did you mean \`${pattern.startsWith('!') ? '!' : ''}${similar}\`?` }),
      keys: ['layers', index],
    });
  }
  return { layers: names.filter((name) => added.has(name) && !removed.has(name)), problems };
}

/** The glob with its literal beginning mended, as far as that then matches something. */
function similarGlob(glob: string, names: readonly string[]): string | undefined {
  const literal = /^[\w.-]*/.exec(glob)![0];
  if (literal === '' || literal === glob) return nearest(glob, names);
  const rest = glob.slice(literal.length);
  const cuts = [2, 1, 0, -1].flatMap((more) => names.map((name) => name.slice(0, literal.length + more)));
  const beginnings = [...new Set(cuts)].filter((beginning) => names.some(matcherOf(beginning + rest)));
  const beginning = nearest(literal, beginnings);
  return beginning === undefined ? undefined : `${beginning}${rest}`;
}

/** People take a block's name for a layer's; otherwise the name is misspelt. */
function remedyFor(graph: LayerGraph, from: string, names: readonly string[]): { remedy?: string } {
  const [first] = graph.layers.filter(({ block }) => block === from).map(nameOf);
  const remedy =
    first === undefined ? didYouMean(from, names) : `${from} is a block, and \`${first}\` its first layer`;
  return remedy === undefined ? {} : { remedy };
}

function trainsNothing(graph: LayerGraph, picked: readonly string[]): SelectionProblem {
  return {
    code: 'THAW-SPEC-TRAINS-NOTHING',
    message: `this trains nothing of ${graph.name}`,
    expected: 'at least one layer with weights',
    found:
      picked.length > 0 ? `only layers without weights: ${listing(picked, 'and', 4)}` : 'no layer at all',
    remedy: 'write `none` if only the head shall train',
    keys: [],
  };
}

/** The first layer with a name of its own in each block: what people thaw from. */
const blockStarts = (graph: LayerGraph): readonly string[] =>
  blocksOf(graph).map((name) => nameOf(graph.layers.find(({ block }) => block === name)!));

function matcherOf(glob: string): (name: string) => boolean {
  const matches = picomatch(glob);
  return (name) => matches(name);
}

const nameOf = (layer: Layer): string => layer.name;
