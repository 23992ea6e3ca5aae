import type { ComparedNetworks, KnownPoint } from '@thaw/core';
import { findCandidates } from '../rank/candidate.js';
import { compareCandidates } from '../rank/compare-candidates.js';
import { isScored } from '../rank/score-candidates.js';
import { toScreen, type ToScreen } from '../rank/to-screen.js';
import type { PrepareOptions } from './prepare-sweep.js';
import { readSpec, type ReadSpec } from './read-spec.js';

/** A spec, and what has come of its screening. */
export interface ScreenedSpec {
  readonly written: ReadSpec;
  /** What was compared and kept; none where nothing is to be compared, or has been yet. */
  readonly networks?: ComparedNetworks;
  /** What has to be compared before it is known which networks the spec comes to. Until then it comes to all. */
  readonly toScreen?: ToScreen;
}

/**
 * Reads a spec. Its screening follows from scores that the store has, as `auto` follows from a measurement: nothing else keeps it, so it is decided
 * once for equal images and networks, wherever they are scored.
 */
export async function readScreened({
  known,
  ...options
}: PrepareOptions & { readonly known: readonly KnownPoint[] }): Promise<ScreenedSpec> {
  // What a search knows has no say in which networks there are.
  const written = await readSpec(options.spec, options);
  const read = (kept?: readonly number[]) =>
    readSpec(options.spec, { ...options, known, ...(kept && { kept }) });
  const { screen } = written;
  if (!screen) return { written: known.length > 0 ? await read() : written };
  const candidates = await findCandidates(written, written.withNetworks(), options);
  const scored = candidates.filter(isScored);
  if (scored.length < candidates.length)
    return { written: await read(), toScreen: await toScreen(candidates, options.store) };
  const networks = await compareCandidates(scored, { ...screen, store: options.store });
  const kept = candidates.flatMap(({ config }, place) => {
    const found = networks.networks.find(({ name }) => name === config.backbone.name);
    return found?.kept ? [place] : [];
  });
  return { written: await read(kept), networks };
}
