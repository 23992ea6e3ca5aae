import { ThawError, type RunConfig, type SourcePosition } from '@thaw/core';
import { divideDataset, type DatasetIndex } from '@thaw/execution/data';
import { imagesToScore, type ScoredImage } from '@thaw/execution/stages';
import { DistinctProblems } from '../sweep/distinct-problems.js';
import type { ReadSpec } from '../sweep/read-spec.js';
import { dataId } from '../sweep/spec-inputs.js';

/**
 * The images for training and validation that are for the test in no run of a spec, also where runs have other seeds and so other tests:
 * what a network is judged by has no say in which it is.
 * @throws ThawError with all that is wrong with how they are divided, or where too few are left to compare networks by.
 */
export function untestedImages(
  index: DatasetIndex,
  config: Pick<RunConfig, 'data' | 'seed'>,
  { runs, positionOf }: Pick<ReadSpec, 'runs' | 'positionOf'>,
): readonly ScoredImage[] {
  const problems = new DistinctProblems();
  const tested = new Set<number>();
  // All folds and repeats of a configuration have the same test.
  const seen = new Set<string>();
  for (const run of runs) {
    const { data, seed } = run.config;
    const { validation, test, fold } = data.split;
    const id = JSON.stringify([dataId(data), validation, test, fold?.of, seed]);
    if (seen.has(id) || dataId(data) !== dataId(config.data)) continue;
    seen.add(id);
    const split = problems.collect(
      () => divideDataset(index, { ...data.split, seed }),
      () => positionOf(run, ['data', 'manifest']),
    );
    split?.test.forEach((image) => tested.add(image));
  }
  problems.throwAny();
  const { train, validation } = divideDataset(index, { ...config.data.split, seed: config.seed });
  const untested = (images: Uint32Array) => images.filter((image) => !tested.has(image));
  const images = imagesToScore(index, { train: untested(train), validation: untested(validation) });
  if (images.length < 2) throw tooFew(images.length, positionOf(runs[0]!, ['data', 'split']));
  return images;
}

/** By one image alone nothing is told from anything. */
const tooFew = (found: number, position: SourcePosition): ThawError =>
  new ThawError({
    code: 'THAW-DATA-EMPTY-SPLIT',
    message:
      'there are not enough images to compare networks by: those that are for the test in any run are left out',
    position,
    expected: 'two images or more that are for the test in no run',
    found: String(found),
    remedy: 'lower data.split.test, or sweep fewer seeds: each draws a test of its own',
  });
