import { own, type TrainedNetwork } from '@thaw/core';
import type { Backbones } from '@thaw/execution/backbones';
import type { Report } from '@thaw/execution/stages';
import { identifyWeights } from '@thaw/execution/weights';
import type { Session } from '../api/open-session.js';
import { backbonesOf } from '../export/backbones-of-run.js';
import { sourceOfJournaledRun } from '../export/model-source.js';
import { openModel, requireState, requireWeights } from '../export/trained-model.js';
import { findRun, readJournals } from '../journals/journaled-runs.js';
import type { NamedClass } from './predictions.js';

/** A network that can be asked what images show. */
export interface AskedNetwork {
  readonly network: TrainedNetwork;
  readonly classes: readonly NamedClass[];
  readonly backbones: Backbones;
  /** What it was trained with, where that is known. */
  readonly maxPixels?: number;
  /** For people: `run 3f2a9c…`. */
  readonly title: string;
}

/**
 * What a finished run of a store has ended with.
 * @throws ThawError where there is no such run, it has not finished, or what its network is made of is not here any more.
 */
export async function networkOfRun(
  run: string,
  { journals, store, weightsPlaces, workspace }: Session,
  report: Report,
): Promise<AskedNetwork> {
  const { runs } = await readJournals(journals);
  const source = sourceOfJournaledRun(findRun(runs, run));
  const backbones = await backbonesOf(source, workspace);
  const { backbone: config, seed, head, data, precision, compile } = source.config;
  const backbone = own(backbones.registry, config.name)!;
  const model = await openModel(source, { ...report, store, weightsPlaces, backbone });
  requireState(model);
  const found = await identifyWeights({ backbone, config: config.weights, seed, ...weightsPlaces });
  if (found.available) requireWeights(model, found.identity);
  const { classes: labels, weights = found } = model;
  const trained = { head, classes: labels.length, training: source.train, reading: source.reading };
  const network: TrainedNetwork = {
    ...{ backbone: config, seed, weights: weights.identity, trained },
    ...(data.resize && { resize: data.resize }),
    ...(precision && { precision }),
    ...(compile && { compile }),
  };
  const { maxPixels } = data;
  return {
    ...{ network, backbones, title: `run ${source.run}` },
    classes: labels.map((label) => ({ label })),
    ...(maxPixels !== undefined && { maxPixels }),
  };
}
