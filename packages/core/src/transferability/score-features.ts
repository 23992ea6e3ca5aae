import { productBlocks } from './dot-products.js';
import { gramMatrix } from './gram-matrix.js';
import { hScore, ledoitWolf } from './h-score.js';
import type { Matrix } from './matrix.js';
import { meanEvidence } from './mean-evidence.js';
import { nearestNeighbourAccuracy, type Neighbours } from './nearest-neighbour.js';
import { sidesOf } from './sides.js';
import { spreadOf } from './spread.js';

/** How well a network's features tell classes apart, before anything is trained. Of each the more, the better. */
export interface TransferScores {
  /** Accuracy of the nearest neighbour, leave one out. */
  readonly knn: number;
  /** Mean over the classes of the logarithm of the evidence of a linear model, an image. */
  readonly logme: number;
  /** H-score with the covariance shrunk. */
  readonly hscore: number;
}

/** How far it is. */
export interface Scored {
  readonly done: number;
  readonly total: number;
}

const total = 1000;

/**
 * Scores features, one row an image. Yields often, so that whoever asks can tell of it, do something else or give up. Memory: the
 * features twice, and the square of the lesser of their two sides twice.
 */
export function* scoreFeatures(features: Matrix, about: Neighbours): Generator<Scored, TransferScores> {
  const sides = sidesOf(features, about.labels);
  const { rows: size, columns: length } = sides.multiplied;
  const { rows } = features;
  // By multiplications, so that what is told goes on evenly.
  const ofNeighbours = (rows * rows * features.columns) / 2;
  const ofProducts = (size * size * length) / 2;
  const ofSpectrum = (2 * size ** 3) / 3;
  const all = ofNeighbours + ofProducts + 2 * ofSpectrum;
  let before = 0;
  function* told<Result>(work: Generator<undefined, Result>, multiplications: number, steps: number) {
    for (let step = 1; ; step++) {
      const { done, value } = work.next();
      const share = done ? 1 : Math.min(step / steps, 1);
      yield { done: Math.floor((total * (before + share * multiplications)) / all), total };
      if (!done) continue;
      before += multiplications;
      return value;
    }
  }
  const neighbours = nearestNeighbourAccuracy(features, about);
  const knn = yield* told(neighbours, ofNeighbours, productBlocks(rows));
  const products = yield* told(gramMatrix(sides.multiplied), ofProducts, productBlocks(size));
  const logme = yield* told(meanEvidence(sides, products.slice()), ofSpectrum, 2 * size);
  const spread = yield* told(spreadOf(sides, products), ofSpectrum, 2 * size);
  return { knn, logme, hscore: hScore(spread, ledoitWolf(spread, rows)) };
}
