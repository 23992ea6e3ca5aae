import {
  hasTaken,
  stageVersions,
  type ChosenResize,
  type Precision,
  type Stage,
  type StageKind,
  type StageRef,
  type StageStore,
  type TakenSettings,
} from '@thaw/core';
import type { BackboneModule } from '../backbones/backbone-module.js';
import { thawVersion } from '../environment/version.js';
import { jsonOf, readBlob } from '../stages/stored-blob.js';
import type { WeightsIdentity } from '../weights/identify-weights.js';
import type { GitState } from './git-state.js';
import { describeMachine, type Machine } from './machine.js';
import { provenanceShape } from './provenance-shape.js';

/** The blob of this name is in the folder of every stage that was computed; it is no part of the stage's result. */
export const provenanceName = 'provenance.json';

/** Where a stage's result came from. */
export interface Provenance {
  readonly kind: StageKind;
  readonly key: string;
  readonly label: string;
  /** Number of the code that computes stages of this kind, as in their keys. */
  readonly version: number;
  /** Keys of the stages that it is made from. */
  readonly parents: readonly string[];
  /** Where the images lay, of a dataset or of features. */
  readonly images?: { readonly root: string; readonly manifest?: string };
  /** The network, of features or of a training, if it is not built in. */
  readonly backbone?: Pick<BackboneModule, 'name' | 'url' | 'package'>;
  /** How images met the network's square, of features, and from where that is. */
  readonly resize?: ChosenResize;
  /** What activations were computed in, of features or of a training. Absent: float32. */
  readonly precision?: Precision;
  /** Whether XLA compiled what computed them. Absent: operations ran one by one. */
  readonly compile?: 'always';
  /** The backbone's, of features or of a training. */
  readonly weights?: WeightsIdentity;
  /** Oldest first: a trajectory may be extended, and evicted features computed again. */
  readonly computations: readonly Computation[];
}

export interface Computation {
  /** Unix time in milliseconds. */
  readonly startedMs: number;
  readonly seconds: number;
  /** Other stages that were computed in the same pass of the images; the seconds are all theirs. */
  readonly together?: readonly string[];
  readonly thaw: string;
  readonly machine: Machine;
  /** Of the backend; an index needs none. */
  readonly engine?: { readonly name: string; readonly backend: string; readonly description: string };
  /** What its spec had left to measuring. */
  readonly decided?: readonly TakenSettings[];
  /** Most memory that the process has held since it began, in bytes. */
  readonly peakMemoryBytes: number;
  /** Of the workspace, if it is a Git repository. */
  readonly git?: GitState;
}

/** What is known besides the stages themselves. */
export interface ProvenanceFacts {
  readonly engine?: Computation['engine'];
  readonly git: GitState | undefined;
  /** What was left to measuring, of whatever network. */
  readonly decided?: readonly TakenSettings[] | undefined;
  readonly weightsOf?: (stage: Stage) => Promise<WeightsIdentity | undefined>;
  readonly resizeOf?: (stage: Stage) => ChosenResize | undefined;
  /** Where a network is from that is not built in, by the name that runs have for it. */
  readonly backboneOf?: (name: string) => BackboneModule | undefined;
}

/** Notes how stages that have just been computed, in one pass, came about. */
export async function recordProvenance(
  store: StageStore,
  stages: readonly Stage[],
  startedMs: number,
  facts: ProvenanceFacts,
): Promise<void> {
  for (const stage of stages) {
    const together = stages.filter((other) => other !== stage).map((other) => other.key);
    await store.write(stage, provenanceName, await provenanceBlob(store, stage, startedMs, facts, together));
  }
}

/**
 * How a stage came about whose computation began then, to be stored with its result. A computation that goes on takes the place
 * of what was said of it before.
 */
export async function provenanceBlob(
  store: StageStore,
  stage: Stage,
  startedMs: number,
  { engine, git, weightsOf, decided = [], resizeOf, backboneOf }: ProvenanceFacts,
  together: readonly string[] = [],
): Promise<Uint8Array> {
  const { kind, key, label, parents } = stage;
  const weights = await weightsOf?.(stage);
  const module = 'backbone' in stage ? backboneOf?.(stage.backbone.name) : undefined;
  const images = imagesOf(stage);
  const resize = resizeOf?.(stage);
  const ofStage = decided.filter((taken) => 'backbone' in stage && hasTaken(taken, stage.backbone, stage));
  const known = (await readProvenance(store, stage))?.computations ?? [];
  const provenance: Provenance = {
    ...{ kind, key, label, version: stageVersions[kind], parents },
    ...(images && { images }),
    ...(resize && { resize }),
    ...('precision' in stage && stage.precision && { precision: stage.precision }),
    ...('compile' in stage && stage.compile && { compile: stage.compile }),
    ...(module && { backbone: { name: module.name, url: module.url, package: module.package } }),
    ...(weights && { weights }),
    computations: [
      ...known.filter((computation) => computation.startedMs !== startedMs),
      {
        startedMs,
        seconds: (Date.now() - startedMs) / 1000,
        ...(together.length > 0 && { together }),
        thaw: thawVersion,
        machine: describeMachine(),
        ...(engine && {
          engine: { name: engine.name, backend: engine.backend, description: engine.description },
        }),
        peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
        ...(git && { git }),
        ...(ofStage.length > 0 && { decided: ofStage }),
      },
    ],
  };
  return new TextEncoder().encode(JSON.stringify(provenance, null, 1));
}

/** None where it is not stored. */
export const readProvenance = (store: StageStore, stage: StageRef): Promise<Provenance | undefined> =>
  readBlob(store, stage, provenanceName, jsonOf<Provenance>(provenanceShape));

function imagesOf(stage: Stage): Provenance['images'] {
  if (stage.kind === 'dataset') return stage.data;
  return stage.kind === 'features' ? { root: stage.wanted[0]!.data.root } : undefined;
}
