import { blocksOf, describeLayers, graphHash, type Backbone, type LayerGraph } from '@thaw/core';
import { factFindings } from './facts.js';
import { graphFindings } from './graph-findings.js';
import { nameFindings } from './name-maps.js';
import { recordFindings } from './weights-records.js';
import { sourceFindings } from './weights-sources.js';

/** One rule that every backbone keeps. */
export interface BackboneRule {
  /** Said of the backbone: `names its layers …`. */
  readonly says: string;
  /** What breaks it, a sentence each. */
  readonly check: (backbone: Backbone) => readonly string[];
}

/** Rules in tiers: what a tier asks of a backbone can only be asked if it keeps the rules of those before. */
export const backboneTiers: readonly (readonly BackboneRule[])[] = [
  [
    { says: 'states its facts', check: factFindings },
    { says: 'says of all its weights how images are shown to the network', check: recordFindings },
  ],
  [
    { says: 'says where its weights come from, with what is needed to trust them', check: sourceFindings },
    {
      says: 'builds a sound graph at its least image size and at those of its weights',
      check: atEachSize(graphFindings),
    },
  ],
  [
    {
      says: 'has a name for every weight where the layers of files are called otherwise',
      check: nameFindings,
    },
    { says: 'gives its graph its own name', check: goesByItsName },
    { says: 'builds the same graph each time', check: isReproducible },
    { says: 'has the same layers and weights at every image size', check: keepsItsWeights },
    { says: 'refuses images that are smaller than its minimum', check: refusesSmallImages },
    { says: 'divides its layers into blocks, each above those that begin before it', check: hasBlocks },
  ],
];

/** What breaks the contract of a backbone in something that is meant to be one; nothing if it holds. */
export function checkBackbone(value: unknown): readonly string[] {
  for (const rules of backboneTiers) {
    const findings = rules.flatMap(({ check }) => check(value as Backbone));
    if (findings.length > 0) return findings;
  }
  return [];
}

/** What is wrong at the first of the sizes at which anything is. */
function atEachSize(check: (backbone: Backbone, size: number) => readonly string[]): BackboneRule['check'] {
  return (backbone) => {
    const sizes = new Set([...trainedSizes(backbone), backbone.minimumImageSize]);
    for (const size of sizes) {
      const findings = check(backbone, size);
      if (findings.length > 0) return findings;
    }
    return [];
  };
}

const trainedSizes = ({ weights }: Backbone): readonly number[] => weights.map(({ imageSize }) => imageSize);

function goesByItsName(backbone: Backbone): readonly string[] {
  const { name } = backbone.build(backbone.minimumImageSize);
  return name === backbone.name ? [] : [`the graph must be called ${backbone.name}, found ${name}`];
}

function isReproducible(backbone: Backbone): readonly string[] {
  const [{ imageSize, preprocessing }] = backbone.weights;
  const [one, two] = [0, 1].map(() => graphHash(backbone.build(imageSize), preprocessing));
  return one === two ? [] : ['build must return the same graph each time, as results are stored by it'];
}

function keepsItsWeights(backbone: Backbone): readonly string[] {
  const { minimumImageSize } = backbone;
  const [usualSize] = trainedSizes(backbone);
  const [usual, least] = [usualSize!, minimumImageSize].map((size) => weightsOf(backbone.build(size)));
  const names = new Set([...usual!.keys(), ...least!.keys()]);
  return [...names]
    .filter((name) => usual!.get(name) !== least!.get(name))
    .map(
      (name) =>
        `${name}: must have the same weights at every image size, found ` +
        `${usual!.get(name) ?? 'no such layer'} at ${usualSize}, ` +
        `${least!.get(name) ?? 'no such layer'} at ${minimumImageSize}`,
    );
}

const weightsOf = (graph: LayerGraph): ReadonlyMap<string, string> =>
  new Map(
    [...describeLayers(graph)].map(([name, { weights }]) => [
      name,
      weights.map((weight) => `${weight.name} [${weight.shape}]`).join(' ') || 'none',
    ]),
  );

function refusesSmallImages(backbone: Backbone): readonly string[] {
  const tooSmall = backbone.minimumImageSize - 1;
  try {
    backbone.build(tooSmall);
  } catch (error) {
    return error instanceof RangeError
      ? []
      : [`build(${tooSmall}) must throw a RangeError, found ${String(error)}`];
  }
  return [`build(${tooSmall}) must throw a RangeError, as minimumImageSize is ${backbone.minimumImageSize}`];
}

/** A block may begin before the one below it ends, where branches run side by side. */
function hasBlocks(backbone: Backbone): readonly string[] {
  const graph = backbone.build(backbone.minimumImageSize);
  const [input, ...layers] = graph.layers;
  const order = blocksOf(graph);
  const places = new Map(graph.layers.map(({ name, block }) => [name, block ? order.indexOf(block) : -1]));
  const upsideDown = layers.flatMap(({ name, block, inputs }) => {
    const above = inputs.find((each) => block !== undefined && places.get(each)! > places.get(name)!);
    const later = above === undefined ? undefined : order[places.get(above)!];
    return later === undefined
      ? []
      : [`${name}: block ${block} takes what block ${later} gives, which begins later`];
  });
  return [
    ...(input!.block === undefined ? [] : [`${input!.name}: the input layer belongs to no block`]),
    ...layers.filter(({ block }) => block === undefined).map(({ name }) => `${name}: must belong to a block`),
    ...upsideDown,
  ];
}
