import type { TransferScores } from './score-features.js';

export type ScoreName = keyof TransferScores;

/** Every score, by its name in a spec, and what it is. Of each the more, the better. */
export const transferScores = {
  knn: 'accuracy of the nearest neighbour, leave one out',
  logme: 'log evidence of a linear model, an image',
  hscore: 'H-score with shrinkage',
} as const satisfies Record<ScoreName, string>;

export const scoreNames = Object.keys(transferScores) as readonly ScoreName[];

/** The best first; of equal ones, the one that was named first. */
export const bestByScore = <Network extends { readonly scores: TransferScores }>(
  networks: readonly Network[],
  by: ScoreName,
): readonly Network[] => networks.toSorted((a, b) => b.scores[by] - a.scores[by]);
