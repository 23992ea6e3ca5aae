import type { RunGroup } from '../sweep/run.js';
import type { PhaseOutcome } from '../training/run-metrics.js';
import type {
  DatasetInput,
  Json,
  Origin,
  RunStatus,
  StageOutcome,
  SweepStatus,
  TrackerEvent,
} from './tracker.js';

type EventOf<Type extends TrackerEvent['type']> = Extract<TrackerEvent, { type: Type }>;

/** The points of one metric of one run, one a step, in order of steps: parallel lists. */
export interface JournaledPoints {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** When each value was first recorded, Unix time. */
  readonly timesMs: readonly number[];
  readonly length: number;
  /** Where a step is in the lists. */
  find(step: number): number | undefined;
}

/** A run as its journal tells it so far, of all attempts at it together. */
export interface JournaledRun {
  readonly id: string;
  readonly sweep: string;
  readonly name: string;
  readonly status: RunStatus;
  /** The resolved configuration by paths. */
  readonly params: Readonly<Record<string, Json>>;
  readonly origin: Origin | undefined;
  /** `#rrggbb` */
  readonly colour: string | undefined;
  readonly datasets: readonly DatasetInput[];
  /** Present where its configuration is done several times. */
  readonly group?: RunGroup | undefined;
  /** How many images have validated it, as far as that is told. */
  readonly validationImages?: number | undefined;
  readonly stages: readonly StageOutcome[];
  /** Why it failed, for people. */
  readonly reason: string | undefined;
  readonly firstStartedMs: number;
  readonly firstFinishedMs: number | undefined;
  readonly endedMs: number | undefined;
  /** The last that was made of it. */
  readonly model: EventOf<'model'> | undefined;
  /** By Keras's names. Of a run that was not loaded, none. */
  readonly series: ReadonlyMap<string, JournaledPoints>;
  /** What the machine did meanwhile; steps are seconds since the run first started. */
  readonly system: ReadonlyMap<string, JournaledPoints>;
  /** Which steps were which of its phases, and which of them each chose. */
  readonly phases: readonly PhaseOutcome[];
  /** The step whose weights it ends with; 0 before the first. */
  readonly endingStep: number;
  /** Of these weights. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether it has finished with the points that it has. It stays so while it is executed again and repeats them. */
  readonly isSettled: boolean;
  /** Changes when points were taken back that a replica may have: it must then start this run anew. */
  readonly revisionMs: number;
  /** Changes with everything that is journaled of it. */
  readonly version: number;
}

/** A sweep as its journal tells it so far. */
export interface JournaledSweep {
  /** With the tracking settings that counted last. */
  readonly started: EventOf<'sweep-started'>;
  readonly status: SweepStatus;
  readonly firstStartedMs: number;
  readonly endedMs: number | undefined;
  /** What the spec sets on the sweep and on all its runs. */
  readonly specTags: Readonly<Record<string, string>>;
  /** The nights of a schedule that have come to it, the latest last: when they were due, ISO 8601 in UTC. */
  readonly nights: readonly string[];
  /** Names of tags that the spec has set and does not set any more. */
  readonly formerTags: ReadonlySet<string>;
  /** Names of tags that no spec may set and that an older Thaw let through. They are not to be copied. */
  readonly strayTags: ReadonlySet<string>;
  /** Those that have started, in the sweep's order. None has its points: `ReplicaSource.load`. */
  readonly runs: readonly JournaledRun[];
  /**
   * Those of the sweep as it was last started. An update may have changed which runs a spec comes to: those that are not of
   * the sweep any more keep their place, and have no say in what is best.
   */
  readonly currentRuns: readonly JournaledRun[];
  /** Every computation of a stage, in whichever attempt at whichever run. */
  readonly computed: readonly StageOutcome[];
}

/** The last content of one path among the artifacts of a run, or of the sweep itself. */
export interface JournaledArtifact {
  /** With forward slashes. */
  readonly path: string;
  /** Absent of a picture, which is drawn when it is read. */
  readonly bytes?: number;
  /** The file that holds it, from the journal's folder; absent if the journal itself does. */
  readonly file?: string;
}

/**
 * The artifacts of one run, or of the sweep itself, in the order in which their contents became known. A mark says how
 * far a replica has come; kept in the replica, it spares sending anything twice.
 */
export interface JournaledArtifacts {
  readonly paths: readonly string[];
  /** Of all there are; undefined if there are none. */
  readonly mark: string | undefined;
  /** What a replica with this mark lacks; all of them if the journal knows no such mark. */
  since(mark: string | undefined): readonly JournaledArtifact[];
}

/** A journal as replicas read it, as far as it has been read. */
export interface ReplicaSource {
  /** Undefined as long as the journal tells of none. */
  readonly sweep: JournaledSweep | undefined;
  /** By the run's id; the sweep's own under ''. */
  readonly artifacts: ReadonlyMap<string, JournaledArtifacts>;
  /** What the paths of files beside the journal start from. */
  readonly folder: string;
  /** A run with all its points. One at a time, and a journal of any length takes as much memory as its longest run. */
  load(run: JournaledRun): Promise<JournaledRun>;
  /** Of an artifact that this source has given; undefined if what holds it is gone or damaged. */
  readArtifact(artifact: JournaledArtifact): Promise<Uint8Array | undefined>;
}
