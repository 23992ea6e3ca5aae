/** A sweep of so many runs, as the real planner plans it: networks, heads of each, and fine-tunings of each head. */
import { backbones } from '@thaw/backbones';
import { estimatePlan, loadSpec, planSweep } from '@thaw/core';

const networks = [
  ...['resnet50', 'resnet101', 'efficientnetb0', 'efficientnetb3', 'efficientnetv2s'],
  ...['convnexttiny', 'densenet121', 'mobilenetv2', 'xception', 'inceptionv3'],
];

/** How many values each parameter has. */
function axes(runs) {
  const networksTried = Math.min(networks.length, Math.max(2, Math.round(runs / 50)));
  const [dropouts, rates] = runs >= 5000 ? [10, 10] : [2, 5];
  return {
    networksTried,
    dropouts,
    rates,
    fine: Math.max(1, Math.round(runs / (networksTried * dropouts * rates))),
  };
}

const list = (count, value) => `[${Array.from({ length: count }, (_, index) => value(index))}]`;

function specText(runs) {
  const { networksTried, dropouts, rates, fine } = axes(runs);
  return `
name: simulated
data: { root: images, split: { validation: 0.1, test: 0.1 } }
backbone: { name: resnet50, weights: imagenet, imageSize: 224 }
features: { precision: float16 }
precision: bfloat16
batchSize: 256
phases:
  - { name: extract, trainable: none, epochs: 10 }
  - { name: fine-tune, trainable: { last: 1 }, epochs: 5 }
sweep:
  parameters:
    backbone.name: [${networks.slice(0, networksTried)}]
    head.dropout: ${list(dropouts, (index) => index / 20)}
    phases.extract.optimizer.learningRate: ${list(rates, (index) => (index + 1) * 1e-4)}
    phases.fine-tune.optimizer.learningRate: ${list(fine, (index) => (index + 1) * 1e-6)}
`;
}

/** About what `bench/gpu.md` measured of one H200 beside 16 cores, for photographs of 110 kB. */
export const speed = {
  forward: { matrixFlops: 400e12, depthwiseFlops: 30e12, elementBytes: 3e12 },
  training: { matrixFlops: 300e12, depthwiseFlops: 20e12, elementBytes: 2.5e12 },
  secondsPerStep: 3e-4,
  secondsPerLayer: 0.02,
  decodesBeside: true,
  secondsPerStage: 0.2,
  secondsPerImage: 1.6e-4,
  secondsPerImageByte: 1e-8,
  secondsPerAugmentedPixel: 1e-10,
  diskBytes: 1e9,
  secondsPerWrite: 5e-3,
  corrections: {},
};
const imageBytes = 110_000;

/** The plan of a sweep, and what each of its stages takes. */
export function plannedSweep({ runs, images }) {
  const loaded = loadSpec(specText(runs), {
    file: 'simulated.yaml',
    backbones,
    resolvePath: (path) => `/simulated/${path}`,
  });
  const classes = Array.from({ length: 100 }, (_, index) => `class ${index}`);
  const plan = planSweep({
    runs: loaded.runs,
    backbones,
    datasetOf: () => ({ indexHash: 'index', imagesHash: 'images', classes, images, hasTestImages: false }),
    weightsOf: () => 'imagenet',
  });
  const { stages } = estimatePlan({
    plan,
    backbones,
    cached: new Set(),
    speed,
    memoryPlace: 'tensorflow',
    datasetOf: () => ({ images, classes, imageBytes: images * imageBytes }),
  });
  return { plan, estimateOf: (key) => stages.get(key) };
}
