import { own, ThawError, type TrainedNetwork } from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { readProvenance } from '@thaw/execution/provenance';
import { readDataset } from '@thaw/execution/stages';
import { identifyWeights } from '@thaw/execution/weights';
import type { Session } from '../api/open-session.js';
import { sourceOfJournaledRun, type ModelSource } from '../export/model-source.js';
import { modelStage } from '../export/store-model.js';
import { findRun, readJournals } from '../journals/journaled-runs.js';

/** A network that can be asked what images show. */
export interface AskedNetwork {
  readonly network: TrainedNetwork;
  readonly classes: readonly string[];
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
): Promise<AskedNetwork> {
  const { runs } = await readJournals(journals);
  const source = sourceOfJournaledRun(findRun(runs, run));
  const { config, train, reading, dataset } = source;
  const { backbone, seed, head, data, precision, compile } = config;
  const backbones = await backbonesOf(source, workspace);
  const { trajectory, epoch } = await modelStage(source, store);
  if (!trajectory.hasState(epoch)) throw noTraining(source);
  const { classes } = await readDataset(store, dataset);
  const found = await identifyWeights({
    ...{ backbone: own(backbones.registry, backbone.name)!, config: backbone.weights, seed },
    ...weightsPlaces,
  });
  const trainedWith = (await readProvenance(store, { kind: 'train', key: train }))?.weights?.identity;
  const weights = trainedWith ?? found.identity;
  if (found.available && weights !== found.identity) throw otherWeights(source, weights, found.identity);
  const network: TrainedNetwork = {
    ...{ backbone, seed, weights, head, classes: classes.length, training: { key: train, reading } },
    ...(data.resize && { resize: data.resize }),
    ...(precision && { precision }),
    ...(compile && { compile }),
  };
  const { maxPixels } = data;
  return {
    ...{ network, classes, backbones, title: `run ${source.run}` },
    ...(maxPixels !== undefined && { maxPixels }),
  };
}

async function backbonesOf(
  { run, config: { backbone } }: ModelSource,
  workspace: string,
): Promise<Backbones> {
  const { loaded, unavailable } = await loadBackbones([backbone.name], workspace);
  const backbones = withBuiltIn(loaded);
  if (own(backbones.registry, backbone.name)) return backbones;
  throw new ThawError(
    unavailable.get(backbone.name) ?? {
      code: 'THAW-SPEC-UNKNOWN-BACKBONE',
      message: `there is no backbone ${backbone.name}, which run ${run} was trained with`,
      found: backbone.name,
    },
  );
}

const noTraining = ({ run, train }: ModelSource) =>
  new ThawError({
    code: 'THAW-EXPORT-NO-TRAINING',
    message: `the checkpoint that run ${run} ended with is damaged or missing`,
    expected: `training ${train.slice(0, 12)} in the store`,
    remedy: 'run its sweep again: the epoch is trained anew',
  });

const otherWeights = ({ run }: ModelSource, expected: string, found: string) =>
  new ThawError({
    code: 'THAW-EXPORT-OTHER-WEIGHTS',
    message: `run ${run} began with other weights than those that are here now`,
    expected,
    found,
    remedy: 'bring back the file of weights that `thaw explain` names',
  });
