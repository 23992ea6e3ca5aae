import type { ComparedNetworks, ScoreName } from '@thaw/core';
import { formatProblems } from '@thaw/core';
import { requireWritableTemporary } from '@thaw/execution/files';
import { ignoreInGit } from '@thaw/execution/store';
import { resolve } from 'node:path';
import { findCandidates } from '../rank/candidate.js';
import { compareCandidates } from '../rank/compare-candidates.js';
import { scoreCandidates, scoredStages } from '../rank/score-candidates.js';
import { trackNetworks } from '../rank/track-networks.js';
import { readSpec } from '../sweep/read-spec.js';
import { openLauncher, stageSettings } from './backend.js';
import { inCall, type Call } from './call.js';
import { openSession, type Session } from './open-session.js';
import type { BackendOptions, SpecOptions } from './options.js';
import { whileUploading } from './while-uploading.js';

export interface RankOptions extends SpecOptions, BackendOptions {
  /** The networks to compare. Default: those that the spec names. */
  readonly backbones?: readonly string[];
  /** Which score decides. Default: `knn`. */
  readonly by?: ScoreName;
  /** The MLflow server. Default: `MLFLOW_TRACKING_URI`, else the one that the spec names. */
  readonly trackingUri?: string;
}

export interface NetworkRanking extends ComparedNetworks {
  /** For people: where else it is. */
  readonly hint?: string;
}

/**
 * Passes a spec's images once through each network, and compares how well their features tell the classes apart. What sweeps have stored is not
 * computed again, and the other way round.
 * @throws ThawError with all that is wrong with the spec, its data or the networks; the signal's reason if it fires.
 */
export const rankNetworks = (options: RankOptions): Promise<NetworkRanking> =>
  inCall(options, async (call) => {
    const session = await openSession(options, call);
    await session.place.requireWritable();
    await requireWritableTemporary();
    return whileUploading(session, call, () => rankIn(session, options, call));
  });

async function rankIn(session: Session, options: RankOptions, call: Call): Promise<NetworkRanking> {
  const { spec, set = [], rehash = false, by = 'knn', trackingUri } = options;
  // None are those of the spec, as if nothing had been said.
  const backbones = options.backbones?.length === 0 ? undefined : options.backbones;
  const { cwd, env, store, folder: storeFolder, weightsPlaces } = session;
  const { backend, device, gpuIndex } = options;
  const loaded = await readSpec(typeof spec === 'string' ? resolve(cwd, spec) : spec, {
    ...{ overrides: set, cwd, env, backend, device, gpuIndex, networks: backbones },
  });
  if (loaded.warnings.length > 0) call.onNotice(formatProblems(loaded.warnings));
  const places = { ...call, store, storeFolder, weightsPlaces, rehash };
  const found = await findCandidates(loaded, loaded.withNetworks(backbones), places);
  await ignoreInGit(storeFolder);
  const open = () => openLauncher(stageSettings(options, session, loaded.backbones), call);
  const scored = await scoreCandidates(found, { ...places, open });
  session.uploads?.add(scoredStages(scored));
  const compared = await compareCandidates(scored, { by, store });
  const hint = await trackNetworks(scored, compared, { ...call, loaded, session, trackingUri });
  return { ...compared, ...(hint !== undefined && { hint }) };
}
