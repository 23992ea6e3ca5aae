import { backbones } from '@thaw/backbones';
import { estimatePlan, loadSpec, planSweep } from '@thaw/core';

/** A round machine: about two cores of a server, as `thaw plan` measures them. */
const speed = {
  forward: { matrixFlops: 1.2e11, depthwiseFlops: 6e10, elementBytes: 2e10 },
  training: { matrixFlops: 1e11, depthwiseFlops: 2e10, elementBytes: 2e10 },
  ...{ decodesBeside: false, secondsPerStep: 5e-4, secondsPerLayer: 0.05, secondsPerStage: 0.4 },
  ...{ secondsPerImage: 2e-3, secondsPerImageByte: 7e-9, secondsPerAugmentedPixel: 7e-8 },
  ...{ diskBytes: 9e7, secondsPerWrite: 1.5e-3, corrections: {} },
};

const images = 4000;
const imageBytes = 40_000 * images;
const classes = Array.from({ length: 10 }, (_, index) => `class ${index}`);
const facts = { indexHash: 'index', imagesHash: 'images', classes, images, hasTestImages: false };

const paths = {
  network: 'backbone.name',
  size: 'backbone.imageSize',
  pool: 'head.pool',
  hidden: 'head.hidden',
  dropout: 'head.dropout',
  trainable: 'phases.fine-tune.trainable',
  epochs: 'phases.fine-tune.epochs',
  rate: 'phases.fine-tune.optimizer.learningRate',
};

export const values = {
  network: ['mobilenetv2', 'efficientnet-lite0', 'resnet50', 'xception'],
  size: [128, 160, 224],
  pool: ['avg', 'max'],
  hidden: [[], [128], [512]],
  trainable: ['none', { last: 1 }, { last: 2 }],
};

export const parameters = {
  [paths.network]: values.network,
  [paths.size]: values.size,
  [paths.pool]: values.pool,
  [paths.hidden]: values.hidden,
  [paths.dropout]: { uniform: [0, 0.6] },
  [paths.trainable]: values.trainable,
  [paths.epochs]: { int: [1, 8] },
  [paths.rate]: { logUniform: [1e-6, 1e-3] },
};

const spec = {
  name: 'search-cost',
  data: { root: 'images', split: { validation: 0.2 } },
  backbone: { name: 'mobilenetv2' },
  phases: [
    { name: 'extract', epochs: 15 },
    { name: 'fine-tune', trainable: { last: 1 }, epochs: 3, optimizer: { name: 'adam', learningRate: 1e-5 } },
  ],
  sweep: { method: 'random', runs: 1, parameters },
};

const loaded = loadSpec(spec, { file: 'search-cost', backbones, resolvePath: (path) => `/bench/${path}` });
const plan = planSweep({ runs: [], backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });

/** A point of the space by short names. */
export const named = (point) =>
  Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, point[path]]));

/** The stages of a run with these settings, as planned and estimated. */
function planned(settings) {
  const point = Object.fromEntries(Object.entries(settings).map(([name, value]) => [paths[name], value]));
  const aside = plan.beside();
  const { stages } = aside.add(loaded.runsAside(point)[0]);
  const estimate = estimatePlan({
    ...{ plan: aside, cached: new Set(), backbones, memoryPlace: 'tensorflow', speed },
    datasetOf: () => ({ images, classes, imageBytes }),
  });
  return stages.map((key) => ({ ...aside.stage(key), seconds: estimate.stages.get(key).seconds }));
}

const known = new Map();
/** With the fewest and the most epochs: training takes as many times as long as it has more. */
function ends({ network, size, pool, hidden, trainable }) {
  const id = JSON.stringify([network, size, pool, hidden, trainable]);
  if (!known.has(id)) {
    const settings = { network, size, pool, hidden, trainable, dropout: 0.1, rate: 1e-5 };
    known.set(id, [planned({ ...settings, epochs: 1 }), planned({ ...settings, epochs: 8 })]);
  }
  return known.get(id);
}

/** What a point's stages take, by what sets them apart: features by their keys, trainings by the head and the rate too. */
export function stagesOf(point) {
  const settings = named(point);
  const [least, most] = ends(settings);
  return least.map(({ key, kind, previous, seconds }, index) => {
    const all = seconds + ((settings.epochs - 1) / 7) * (most[index].seconds - seconds);
    if (kind === 'dataset' || kind === 'features') return { id: key, seconds };
    const isFirst = kind === 'train' && !previous;
    return {
      id: [key, settings.dropout, ...(isFirst ? [] : [settings.rate, settings.epochs])].join(),
      seconds: all,
    };
  });
}
