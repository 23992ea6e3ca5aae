import {
  describeLayers,
  usualPrecision,
  type BaseSpeed,
  type Engine,
  type PassSpeed,
  type Precision,
  type Work,
} from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { measureDisk } from './measure-disk.js';
import { measureImages } from './measure-images.js';
import { probeGraph, type ProbeKind } from './probe-graph.js';
import { passWork, timeChanges, timeExtraction, timeTraining, type ProbeTimes } from './time-probe.js';

const batchSize = 16;
/** A backend that takes longer for one image (plain JavaScript) is not kept busy for minutes. */
const slowSeconds = 0.25;

/**
 * Measures this machine with an opened engine and so many processes that decode, in about three seconds. `folder` is on the
 * disk of the store.
 */
export async function measureSpeed(
  engine: Engine,
  folder: string,
  decoderProcesses: number,
): Promise<BaseSpeed> {
  await makeFolder(folder);
  const { capabilities, gpu } = engine;
  const usual = usualPrecision(capabilities);
  const first = await timeExtraction(engine, probeGraph('matrix'), { size: 1, precision: usual });
  const passes =
    first.secondsPerStep > slowSeconds ? arithmeticOf(first) : await measurePasses(engine, usual);
  const hasBrainFloat = capabilities.precisions.includes('bfloat16');
  const timeHead = () =>
    timeTraining(engine, probeGraph('stem'), { size: batchSize, precision: usual, trains: 'head' });
  const head = await timeHead();
  return {
    ...passes,
    ...(hasBrainFloat && { bfloat16: await measurePasses(engine, 'bfloat16') }),
    decodesBeside: gpu !== undefined,
    secondsPerStep: head.secondsPerStep,
    // The second time its graph is loaded already.
    secondsPerStage: (await timeHead()).setUpSeconds,
    secondsPerAugmentedPixel: await timeChanges(engine, { size: batchSize, precision: usual }),
    ...(await measureDisk(folder)),
    ...(await measureImages(folder, decoderProcesses)),
  };
}

async function measurePasses(engine: Engine, precision: Precision): Promise<PassSpeed> {
  const settings = { size: batchSize, precision };
  const forward = await speedOf((kind) => timeExtraction(engine, probeGraph(kind), settings), 1);
  const canTrain = !engine.capabilities.untrainable.includes('Conv2D');
  const training = canTrain
    ? await speedOf((kind) => timeTraining(engine, probeGraph(kind), { ...settings, trains: 'all' }), 3)
    : forward;
  return { forward: forward.speed, training: training.speed, secondsPerLayer: training.secondsPerLayer };
}

/** Without vector instructions it is arithmetic that takes the time, of whatever kind: an operation for each number. */
function arithmeticOf(probe: ProbeTimes): PassSpeed {
  const rate = passWork(probe).matrixFlops / probe.secondsPerStep;
  const work = { matrixFlops: rate, depthwiseFlops: rate, elementBytes: 4 * rate };
  return { forward: work, training: work, secondsPerLayer: perLayer(probe) };
}

/** Work a second, each kind by the time that it adds to the stem. `passes` is how often it counts. */
async function speedOf(
  time: (kind: ProbeKind) => Promise<ProbeTimes>,
  passes: number,
): Promise<{ speed: Work; secondsPerLayer: number }> {
  const stem = await time('stem');
  const added = async (kind: ProbeKind, amount: keyof Work) => {
    const probe = await time(kind);
    const work = passes * (passWork(probe)[amount] - passWork(stem)[amount]);
    // Where a probe is lost in the noise, a twentieth of the time is a safe bound.
    return {
      probe,
      speed: work / Math.max(probe.secondsPerStep - stem.secondsPerStep, probe.secondsPerStep / 20),
    };
  };
  const matrix = await added('matrix', 'matrixFlops');
  const depthwise = await added('depthwise', 'depthwiseFlops');
  const element = await added('element', 'elementBytes');
  return {
    speed: { matrixFlops: matrix.speed, depthwiseFlops: depthwise.speed, elementBytes: element.speed },
    secondsPerLayer: perLayer(matrix.probe),
  };
}

const perLayer = ({ graph, setUpSeconds }: ProbeTimes): number => setUpSeconds / describeLayers(graph).size;
