import type { ComparedNetworks } from '@thaw/core';
import type { ReadSpec } from '../sweep/read-spec.js';
import { findCandidates, type CandidateOptions } from './candidate.js';
import { compareCandidates } from './compare-candidates.js';
import { isScored } from './score-candidates.js';
import { toScreen, type ToScreen } from './to-screen.js';

/** What has come of a screening. */
export interface DecidedScreen {
  /** Places of the networks that are kept; absent while some have no scores. */
  readonly kept?: readonly number[];
  readonly networks?: ComparedNetworks;
  readonly toScreen?: ToScreen;
}

/** Looks up the scores of the networks that a spec screens, and compares them if all are there. */
export async function decideScreen(written: ReadSpec, options: CandidateOptions): Promise<DecidedScreen> {
  const candidates = await findCandidates(written, written.withNetworks(), options);
  const scored = candidates.filter(isScored);
  if (scored.length < candidates.length) return { toScreen: await toScreen(candidates, options.store) };
  const networks = await compareCandidates(scored, { ...written.screen!, store: options.store });
  const kept = candidates.flatMap(({ config }, place) => {
    const found = networks.networks.find(({ name }) => name === config.backbone.name);
    return found?.kept ? [place] : [];
  });
  return { networks, kept };
}
