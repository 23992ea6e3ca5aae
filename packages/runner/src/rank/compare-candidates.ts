import {
  bestByScore,
  type ComparedNetwork,
  type ComparedNetworks,
  type ScoreName,
  type StageStore,
} from '@thaw/core';
import { costOf } from './candidate.js';
import type { ScoredCandidate } from './score-candidates.js';

/** The best first. */
export async function compareCandidates(
  candidates: readonly ScoredCandidate[],
  { by, store }: { readonly by: ScoreName; readonly store: StageStore },
): Promise<ComparedNetworks> {
  const ranked = bestByScore(candidates, by);
  const networks = await Promise.all(
    ranked.map(async (each): Promise<ComparedNetwork> => {
      const { images: _, ...scores } = each.scores;
      return { ...each.config.backbone, ...scores, ...(await costOf(each, store)) };
    }),
  );
  return { by, images: ranked[0]!.scores.images, networks };
}
