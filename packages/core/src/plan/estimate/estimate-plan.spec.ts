import { describe, expect, it } from 'vitest';
import { backbones } from '../../spec/backbones.fixture.js';
import type { PhaseConfig, RunConfig } from '../../spec/run-config.js';
import { planSweep } from '../plan-sweep.js';
import { base as small, extract, facts, fineTune } from '../small-run.fixture.js';
import type { Stage, StageKind } from '../stage.js';
import { estimatePlan, type StageEstimate } from './estimate-plan.js';
import type { MachineSpeed } from './machine-speed.js';

const base: RunConfig = { ...small, backbone: { ...small.backbone, imageSize: 64 } };
/** Only images take time, a second each. */
const speed: MachineSpeed = {
  forward: { matrixFlops: Infinity, depthwiseFlops: Infinity, elementBytes: Infinity },
  training: { matrixFlops: Infinity, depthwiseFlops: Infinity, elementBytes: Infinity },
  secondsPerStep: 0,
  secondsPerStage: 0,
  secondsPerLayer: 0,
  decodesBeside: false,
  secondsPerImage: 1,
  secondsPerImageByte: 0,
  secondsPerAugmentedPixel: 0,
  diskBytes: Infinity,
  secondsPerWrite: 0,
  corrections: {},
};

function estimate(
  config: RunConfig,
  {
    machine = speed,
    stored = () => false,
    storedImages = 0,
    storedOf = () => storedImages,
    imageBytes = 0,
  }: {
    machine?: MachineSpeed;
    stored?: (stage: Stage) => boolean;
    storedImages?: number;
    storedOf?: (stage: Stage) => number;
    imageBytes?: number;
  } = {},
) {
  const plan = planSweep({
    runs: [{ id: 'run', name: '', parameters: {}, config }],
    backbones,
    datasetOf: () => facts,
    weightsOf: () => 'imagenet',
  });
  const cached = new Set(plan.stages.filter(stored).map(({ key }) => key));
  const all = estimatePlan({
    plan,
    cached,
    stockOf: (key) => ({ stored: storedOf(plan.stage(key)!), total: facts.images }),
    backbones,
    datasetOf: () => ({ ...facts, imageBytes }),
    memoryPlace: 'portable',
    speed: machine,
  });
  const of = (kind: StageKind) =>
    plan.stages.filter((stage) => stage.kind === kind).map(({ key }) => all.stages.get(key)!);
  return { all, of };
}

describe('estimatePlan', () => {
  it('decodes and passes each image once for the features of one pass', () => {
    const { all, of } = estimate(base);
    const [pooled, deep] = of('features');
    expect([pooled!.seconds, deep!.seconds]).toEqual([100, 0]);
    expect(all.seconds).toBe(100);
    expect(deep!.flops).toBe(0);
  });

  it('counts compiling by the sizes of batches, and nothing of it where nothing is compiled', () => {
    const machine: MachineSpeed = { ...speed, secondsPerCompiledLayer: 1 };
    const { all, of } = estimate({ ...base, compile: 'always' }, { machine, storedImages: 50 });
    const sizes = ({ demand }: StageEstimate) => demand.codes.map(({ size }) => size);
    // 50 images are missing, in batches of 32; 80 train in batches of 8, and 20 validate: smaller ones are filled up.
    expect(sizes(of('features')[0]!)).toEqual([32]);
    expect(of('train').map(sizes)).toEqual([
      [8, 8],
      [8, 8],
    ]);
    const pieces = [...of('features'), ...of('train'), ...of('evaluate')].flatMap(
      (each) => each.demand.codes,
    );
    const layers = pieces.reduce((sum, each) => sum + each.layers, 0);
    expect(all.seconds).toBeCloseTo(50 + layers);
    expect(estimate(base, { machine, storedImages: 50 }).all.seconds).toBe(50);
  });

  it('counts on what is left of a pass when some of its features are stored', () => {
    const { of } = estimate(base, {
      stored: ({ kind, label }) => kind === 'features' && label.endsWith('head_pool'),
    });
    expect(of('features')[1]!.seconds).toBe(100);
    expect(of('features')[1]!.flops).toBeGreaterThan(0);
  });

  it('passes as many images as the stage of a pass that lacks most of them', () => {
    // The network's head, which takes most, lacks fewer than what lies below it.
    const { of } = estimate(base, { storedOf: ({ label }) => (label.endsWith('head_pool') ? 10 : 0) });
    expect(of('features').map(({ seconds }) => seconds)).toEqual([100, 0]);
  });

  it('passes the images of each dataset where the stages of a pass want different ones', () => {
    const run = (root: string, phases: PhaseConfig[]) => ({
      ...{ id: root, name: '', parameters: {} },
      config: { ...base, phases, data: { ...base.data, root } },
    });
    const plan = planSweep({
      runs: [run('/a', [extract]), run('/b', [fineTune])],
      backbones,
      datasetOf: ({ root }) => ({ ...facts, indexHash: root, imagesHash: root }),
      weightsOf: () => 'imagenet',
    });
    const datasetOf = () => ({ ...facts, imageBytes: 0 });
    const passSeconds = (stored: number) => {
      const stockOf = () => ({ stored, total: facts.images });
      const all = estimatePlan({
        ...{
          plan,
          cached: new Set(),
          backbones,
          datasetOf,
          stockOf,
          memoryPlace: 'portable' as const,
          speed,
        },
      });
      return plan.stages
        .filter(({ kind }) => kind === 'features')
        .map(({ key }) => all.stages.get(key)!.seconds);
    };
    expect(passSeconds(0)).toEqual([200, 0]);
    expect(passSeconds(90)).toEqual([20, 0]);
  });

  it('counts only images that are not stored, and trains on all of them', () => {
    const [all, few] = [0, 99].map((storedImages) => estimate(base, { storedImages, imageBytes: 100 }));
    const amounts = (of: StageEstimate) => [of.seconds!, of.flops, of.diskBytes, of.demand.decodedBytes];
    expect(amounts(few!.of('features')[0]!)).toEqual(
      amounts(all!.of('features')[0]!).map((amount) => expect.closeTo(amount / 100)),
    );
    expect(few!.of('train')).toEqual(all!.of('train'));
  });

  it('has nothing left to take for what is stored', () => {
    const { all } = estimate(base, { stored: () => true });
    expect(all).toMatchObject({ flops: 0, seconds: 0, memoryBytes: 0, diskBytes: 0 });
  });

  it('counts a training step as three forward passes', () => {
    const one = (phases: PhaseConfig[]) =>
      estimate({ ...base, phases })
        .of('train')
        .at(-1)!.demand;
    const { training, forward } = one([fineTune]);
    // 80 images to train on and 20 to validate with.
    expect(training.matrixFlops / 3 / 80).toBeCloseTo(forward.matrixFlops / 20);
    expect(one([{ ...fineTune, epochs: 4 }]).training.matrixFlops).toBeCloseTo(2 * training.matrixFlops);
  });

  it('knows how large features and checkpoints get', () => {
    const { of } = estimate(base);
    // Four channels, pooled to one number each; 16 × 16 of them below the third block.
    expect(of('features').map(({ diskBytes }) => diskBytes)).toEqual([100 * 4 * 4, 100 * 16 * 16 * 4 * 4]);
    const [head, tuned] = of('train');
    const [headBytes, blockBytes] = [4 * 10, 4 * (3 * 3 * 4 * 4)];
    expect(head!.diskBytes).toBe(3 * headBytes + 4 * 400);
    expect(tuned!.diskBytes).toBe(3 * (headBytes + blockBytes) + 2 * 400);
  });

  it('halves features that are stored with half the precision', () => {
    const half = estimate({ ...base, features: { precision: 'float16' } }).of('features');
    expect(half.map(({ diskBytes }) => diskBytes)).toEqual(
      estimate(base)
        .of('features')
        .map(({ diskBytes }) => diskBytes / 2),
    );
  });

  it('needs less memory with half the precision, and when activations are computed again', () => {
    const all: RunConfig = { ...base, batchSize: 80, phases: [{ ...fineTune, trainable: 'all' }] };
    const memory = (config: RunConfig) => estimate(config).of('train')[0]!.memoryBytes;
    expect(memory({ ...all, precision: 'bfloat16' })).toBeLessThan(memory(all));
    expect(memory({ ...all, memory: 'rematerialise' })).toBeLessThanOrEqual(memory(all));
  });

  it('carries in a checkpoint what an earlier phase has trained', () => {
    const again = estimate({ ...base, phases: [fineTune, extract] }).of('train')[1]!;
    expect(again.diskBytes).toBe(3 * 40 + 4 * (3 * 3 * 4 * 4) + 4 * 400);
  });

  it('needs more memory with a larger batch', () => {
    const memory = (batchSize: number) => estimate({ ...base, batchSize }).of('train')[1]!.memoryBytes;
    expect(memory(256)).toBeGreaterThan(memory(8));
  });

  it('corrects its computations by what was seen of the same kind of work', () => {
    const corrected = { ...speed, corrections: { 'features tiny': { usual: 1.5, low: 1.2, high: 2 } } };
    expect(estimate(base, { machine: corrected }).all).toMatchObject({
      seconds: 150,
      secondsRange: [expect.closeTo(120), expect.closeTo(200)],
    });
  });

  it('gives a wide range of time for work that was not seen before', () => {
    expect(estimate(base).all).toMatchObject({ seconds: 100, secondsRange: [40, 250] });
  });

  it('takes small images for quicker to decode than photographs, by the size of their files', () => {
    const machine = { ...speed, secondsPerImageByte: 1e-4 };
    expect(estimate(base, { machine, imageBytes: 100 * 2_000 }).all.seconds).toBeCloseTo(120);
    expect(estimate(base, { machine, imageBytes: 100 * 50_000 }).all.seconds).toBeCloseTo(600);
  });

  it('says nothing of time on a machine that was never measured', () => {
    const plan = planSweep({
      runs: [{ id: 'run', name: '', parameters: {}, config: base }],
      backbones,
      datasetOf: () => facts,
      weightsOf: () => 'imagenet',
    });
    const inputs = {
      plan,
      cached: new Set<string>(),
      backbones,
      datasetOf: () => ({ ...facts, imageBytes: 0 }),
      memoryPlace: 'portable' as const,
    };
    expect(estimatePlan(inputs)).not.toHaveProperty('seconds');
    expect(estimatePlan(inputs).flops).toBeGreaterThan(0);
  });
});
