import {
  bestByScore,
  type ComparedNetwork,
  type ComparedNetworks,
  type ScoreName,
  type StageStore,
} from '@thaw/core';
import { costOf } from './candidate.js';
import type { WithScores } from './score-candidates.js';

/** The best first; with `keep`, which of them are kept. */
export async function compareCandidates(
  candidates: readonly WithScores[],
  { by, keep, store }: { readonly by: ScoreName; readonly keep?: number; readonly store: StageStore },
): Promise<ComparedNetworks> {
  const ranked = bestByScore(candidates, by);
  const networks = await Promise.all(
    ranked.map(async (each, place): Promise<ComparedNetwork> => {
      const { images: _, ...scores } = each.scores;
      const kept = keep === undefined ? {} : { kept: place < keep };
      return { ...each.config.backbone, ...scores, ...(await costOf(each, store)), ...kept };
    }),
  );
  return { by, images: ranked[0]!.scores.images, networks };
}
