import {
  describeLayers,
  didYouMean,
  GraphBuilder,
  listing,
  preprocessings,
  remember,
  shortHash,
  ThawError,
  type Backbone,
  type LayerGraph,
  type ModelSettings,
  type NameMap,
  type Preprocessing,
} from '@thaw/core';
import { isPositiveInteger } from '../contract/expectation.js';
import { withBlocks } from './blocks.js';
import { flattenModel, upTo, type Finding, type FlatLayer, type FlatModel } from './flatten-model.js';
import { knownClasses } from './keras-classes.js';
import { modelLayers, type ModelLayers } from './model-graph.js';
import { nameOf, type SavedModel } from './saved-model.js';

/** In one message. */
const mostFindings = 100;
/** What images are shown at where a model takes any size and nobody says another. */
const usualSize = 224;
/** Pixels; a square of them is far more than `data.maxPixels` allows unless it is raised. */
const largestSide = 2 ** 15;

/** A model of Keras as a backbone, without its classifier. Throws a ThawError with all that hinders it. */
export function modelBackbone(saved: SavedModel, settings: ModelSettings = {}): Backbone {
  const all = flattenModel(saved.model);
  const flat = settings.output === undefined ? all : upTo(all, settings.output);
  const side = sideOf(flat.inputShape);
  const imageSize = typeof side === 'number' ? side : usualSize;
  const read = modelLayers(flat, imageSize, saved.writer);
  const findings = [
    ...flat.findings,
    ...(typeof side === 'string' ? [{ says: side }] : []),
    ...read.findings,
    ...unknownClasses(read),
  ];
  if (findings.length > 0) throw unsuitable(saved.file, findings);

  const output = settings.output ?? lastMap(read, flat.output);
  const shape = output === undefined ? undefined : read.shapes.get(output);
  if (output === undefined || shape?.length !== 3)
    throw unsuitable(saved.file, [wrongOutput(read, settings.output)]);
  const whole = graphOf('whole', read, output);
  const preprocessing = preprocessingOf(whole, settings);
  if (!preprocessing) throw unsuitable(saved.file, [noPreprocessing]);

  const layers = withBlocks(whole.layers);
  const name = `${plainName(nameOf(saved.model))}-${shortHash([layers, preprocessing]).slice(0, 8)}`;
  const weights = weightsIn(whole);
  const graphs = new Map<number, LayerGraph>();
  const graphAt = (size: number): LayerGraph =>
    remember(graphs, size, () => {
      const graph = graphOf(name, modelLayers(flat, size, saved.writer), output);
      const changed = [...weightsIn(graph)].find(([weight, of]) => weights.get(weight) !== of);
      if (changed) throw new RangeError(`${changed[0]} has other weights`);
      return { ...graph, layers: withBlocks(graph.layers) };
    });
  const minimumImageSize = leastSize(imageSize, graphAt);
  return {
    name,
    title: saved.file,
    source: `the model in ${saved.file}`,
    minimumImageSize,
    ...(!takes(graphAt, 2 * imageSize) && { maximumImageSize: imageSize }),
    notes: notesOf(read, whole, { output, all, preprocessing: settings.preprocessing ?? 'none' }),
    weights: [{ tag: 'own', preprocessing, imageSize, sources: [], names: namesOf(flat, saved.format) }],
    build(size) {
      if (size < minimumImageSize)
        throw new RangeError(
          `${saved.file} takes images of at least ${minimumImageSize} px, found ${size} px`,
        );
      return graphAt(size);
    },
  };
}

/** Side of the images that a model says it takes, undefined for any; or what is wrong with it. */
function sideOf(shape: unknown): number | undefined | string {
  const [, height, width, channels] = Array.isArray(shape) ? (shape as readonly unknown[]) : [];
  const isSide = (value: unknown) => value === null || (isPositiveInteger(value) && value <= largestSide);
  const says = `takes ${JSON.stringify(shape) ?? 'an input of unknown shape'}`;
  if (!Array.isArray(shape) || shape.length !== 4 || channels !== 3 || !isSide(height) || !isSide(width))
    return `${says}: a backbone takes batches of images, [null, height, width, 3], of ${largestSide} pixels a side at most`;
  if (height !== width) return `${says}: images are squares here`;
  return height === null ? undefined : Number(height);
}

function* unknownClasses({ unknown }: ModelLayers): Generator<Finding> {
  for (const [name, layers] of unknown) {
    const says =
      name === 'Lambda'
        ? 'a Lambda is a program, and nothing in a file is run'
        : `Thaw has no layer ${name}${suggestionFor(name)}`;
    yield { layer: listing(layers, 'and', 4), says };
  }
  if (unknown.size > 0) yield { says: `layers that are known: ${knownClasses.join(', ')}` };
}

function suggestionFor(name: string): string {
  const suggestion = didYouMean(name, knownClasses);
  return suggestion ? `; ${suggestion}` : '';
}

/** The last layer on the way to the output that gives a map of more than one place; what follows classifies. */
function lastMap({ layers, shapes }: ModelLayers, output: string): string | undefined {
  const last = layers.at(-1)?.name === output ? layers : [];
  const isMap = (name: string) => {
    const shape = shapes.get(name);
    return shape?.length === 3 && shape[0]! * shape[1]! > 1;
  };
  return last.findLast(({ name, kind }) => isMap(name) && kind !== 'Dropout' && kind !== 'InputLayer')?.name;
}

function wrongOutput({ layers, shapes }: ModelLayers, asked: string | undefined): Finding {
  const maps = layers.filter(({ name }) => shapes.get(name)?.length === 3).map(({ name }) => name);
  const last = `layers that give one: ${listing(maps.slice(-4), 'or')}`;
  if (asked === undefined) return { says: 'gives no feature map, [height, width, channels], anywhere' };
  if (layers.some(({ name }) => name === asked))
    return { layer: asked, says: `gives [${shapes.get(asked)}], no feature map; ${last}` };
  const suggestion = didYouMean(
    asked,
    layers.map(({ name }) => name),
  );
  return { says: `has no layer ${asked} to be its output; ${suggestion ?? last}` };
}

/** The part of it that leads to a layer, in Keras's order. */
function graphOf(name: string, { layers, findings }: ModelLayers, output: string): LayerGraph {
  if (findings.length > 0) throw new RangeError(findings.map(inWords).join('; '));
  const graph = new GraphBuilder(name);
  for (const { kind, name, config, inputs } of layers)
    if (kind === 'InputLayer') graph.input(name, config.shape);
    else graph.add(kind, name, config as never, ...inputs);
  return graph.build(output);
}

const weightsIn = (graph: LayerGraph): ReadonlyMap<string, string> =>
  new Map(
    [...describeLayers(graph)].map(([name, { weights }]) => [
      name,
      weights.map((weight) => `${weight.name} [${weight.shape}]`).join(),
    ]),
  );

/** A network takes all sizes from its least on; one that takes a single size takes no other. */
function leastSize(known: number, graphAt: (size: number) => LayerGraph): number {
  let [refused, taken] = [0, known];
  while (taken - refused > 1) {
    const middle = (refused + taken) >> 1;
    if (takes(graphAt, middle)) taken = middle;
    else refused = middle;
  }
  return taken;
}

function takes(graphAt: (size: number) => LayerGraph, size: number): boolean {
  try {
    graphAt(size);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const noPreprocessing: Finding = {
  says: `does not say how it sees pixels, as it begins with neither a Rescaling nor a Normalization: say it in the spec, \`backbone.preprocessing\`: ${listing(Object.keys(preprocessings), 'or')}`,
};

function preprocessingOf(graph: LayerGraph, { preprocessing }: ModelSettings): Preprocessing | undefined {
  if (preprocessing) return preprocessings[preprocessing];
  // What comes later scales activations, as residual branches are.
  const facts = describeLayers(graph);
  const hasKernel = (name: string) =>
    facts.get(name)!.weights.some((weight) => weight.name.endsWith('kernel'));
  const firstKernel = graph.layers.findIndex(({ name }) => hasKernel(name));
  const before = firstKernel < 0 ? graph.layers : graph.layers.slice(0, firstKernel);
  const isInside = before.some(({ kind }) => kind === 'Rescaling' || kind === 'Normalization');
  return isInside ? preprocessings.none : undefined;
}

function notesOf(
  read: ModelLayers,
  graph: LayerGraph,
  { output, all, preprocessing }: { output: string; all: FlatModel; preprocessing: string },
): readonly string[] {
  const kept = new Set(graph.layers.map(({ name }) => name));
  const passed = new Set(read.augmentations);
  const left = all.layers.flatMap(({ name }) => (kept.has(name) || passed.has(name) ? [] : name));
  const without = left.length > 0 ? `, without ${listing(left, 'and', 4)}` : '';
  return [
    `its output is ${output}, ${read.shapes.get(output)!.join(' × ')}${without}`,
    ...(read.augmentations.length > 0
      ? [
          `${listing(read.augmentations, 'and', 4)}: augmentation, which \`data.augment\` is for, is passed over`,
        ]
      : []),
    `sees pixels as \`preprocessing: ${preprocessing}\` says`,
    ...(sideOf(all.inputShape) === undefined
      ? [`takes images of any size, ${usualSize} px unless said`]
      : []),
  ];
}

interface LayerPlaces extends Pick<FlatLayer, 'path' | 'legacyPath'> {
  /** What it is called inside of its model. */
  readonly own: string;
}

/** Where a file has the weights of a layer. */
const placeOf: Readonly<Record<SavedModel['format'], (layer: LayerPlaces) => string>> = {
  keras: ({ path }) => `${path}/vars`,
  'keras-h5': ({ legacyPath }) => legacyPath,
  'keras-weights-h5': ({ legacyPath }) => legacyPath,
  tfjs: ({ own }) => own,
};

/** Where the file has each weight. */
const namesOf =
  (flat: FlatModel, format: SavedModel['format']): NameMap =>
  (graph) => {
    const places = new Map(
      flat.layers.map(({ name, saved, path, legacyPath }) => [
        name,
        placeOf[format]({ path, legacyPath, own: nameOf(saved) ?? name }),
      ]),
    );
    return new Map(
      [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
        weights.map(
          ({ name }, index) => [`${layer}/${name}`, { name: `${places.get(layer)}/${index}` }] as const,
        ),
      ),
    );
  };

const plainName = (name = 'model'): string => name.replace(/[^\w.-]+/g, '-') || 'model';

const inWords = ({ layer, says }: Finding): string => (layer === undefined ? says : `${layer}: ${says}`);

const unsuitable = (file: string, findings: readonly Finding[]): ThawError =>
  new ThawError({
    code: 'THAW-BACKBONE-MODEL',
    message: [
      `${file} cannot be a backbone:`,
      ...findings.slice(0, mostFindings).map((finding) => `  ${inWords(finding)}`),
      ...(findings.length > mostFindings ? [`  and ${findings.length - mostFindings} things more`] : []),
    ].join('\n'),
    remedy:
      'save the part that Thaw has layers for, `keras.Model(model.input, layer.output).save(…)`, or write the network as a package',
  });
