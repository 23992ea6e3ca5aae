import {
  describeLayers,
  didYouMean,
  headPrefix,
  isHeadLayer,
  listing,
  ownPool,
  poolsOf,
  layerKinds,
  type Backbone,
  type Layer,
  type LayerGraph,
  type PoolName,
} from '@thaw/core';
import { isObject, isText, show } from './expectation.js';
import { configFindings, isShape } from './layer-configs.js';

/** What is wrong with the graph that a backbone builds for images of this size, whatever it may return. */
export function graphFindings(backbone: Backbone, size: number): readonly string[] {
  const told = (findings: readonly string[]) => findings.map((finding) => `build(${size}): ${finding}`);
  let graph: LayerGraph;
  try {
    graph = backbone.build(size);
  } catch (error) {
    return told([`throws ${String(error)}`]);
  }
  if (!isObject(graph) || !Array.isArray(graph.layers) || graph.layers.length === 0) {
    return told([`must return a graph, { name, layers, output }, found ${show(graph)}`]);
  }
  const findings = [...layerFindings(graph.layers), ...endFindings(graph, size)];
  return told(findings.length > 0 ? findings : shapeFindings(graph, ownPool(backbone)));
}

function layerFindings(layers: readonly Layer[]): readonly string[] {
  const names = new Set<string>();
  return layers.flatMap((layer, index) => {
    const { name, kind, inputs } = isObject(layer) ? layer : ({} as Partial<Layer>);
    if (!isText(name)) return [`layers[${index}] must have a name, found ${show(name)}`];
    const isTwice = names.has(name);
    const strangers = Array.isArray(inputs) ? inputs.filter((input) => !names.has(input)) : [];
    names.add(name);
    return [
      ...(isTwice ? [`two layers are called ${name}`] : []),
      ...(isHeadLayer(name) ? [`${name}: names that begin with ${headPrefix} are the head's`] : []),
      ...(Array.isArray(inputs) ? [] : [`${name}: inputs must be a list of names, found ${show(inputs)}`]),
      ...strangers.map((input) => `${name}: its input ${show(input)} is no layer before it`),
      ...(isText(kind) && Object.hasOwn(layerKinds, kind)
        ? configFindings(layer)
        : [unknownKind(name, kind)]),
    ];
  });
}

function unknownKind(name: string, kind: unknown): string {
  const suggestion = isText(kind) ? didYouMean(kind, Object.keys(layerKinds)) : undefined;
  return `${name}: this version of Thaw has no layer kind ${show(kind)}${suggestion ? `; ${suggestion}` : ''}`;
}

/** The image goes in at the first layer and nowhere else; features come out at the last. */
function endFindings({ layers, output }: LayerGraph, size: number): readonly string[] {
  const inputs = layers.filter((layer) => layer?.kind === 'InputLayer');
  const [image] = inputs;
  const last = layers.at(-1)?.name;
  return [
    ...(inputs.length === 1 && image === layers[0]
      ? []
      : [`must begin with its only InputLayer, found ${inputs.length} of them`]),
    ...(!image || String(image.config?.shape) === `${size},${size},3`
      ? []
      : [`${image.name}: shape must be [${size},${size},3], found ${show(image.config?.shape)}`]),
    ...(output === last ? [] : [`output must be the last layer, ${last}, found ${show(output)}`]),
  ];
}

function shapeFindings(graph: LayerGraph, pool: PoolName): readonly string[] {
  try {
    const facts = describeLayers(graph);
    const odd = [...facts].filter(
      ([, { output, weights }]) =>
        !isShape(output) || !weights.every(({ shape }) => shape.length === 0 || isShape(shape)),
    );
    if (odd.length > 0) return odd.map(([name, { output }]) => `${name}: has the shape [${output}]`);
    const possible = poolsOf(graph);
    if (possible.includes(pool)) return [];
    const { output } = facts.get(graph.output)!;
    return [
      `${graph.output}: [${output}] cannot be pooled by ${pool}, ${possible.length > 0 ? `but by ${listing(possible, 'or')}` : 'nor in any other way'}`,
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [error.message];
  }
}
