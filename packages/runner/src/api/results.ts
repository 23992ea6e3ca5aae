import type {
  ChosenResize,
  BudgetEnd,
  BudgetLimits,
  ClusterName,
  ComparedNetworks,
  FailureCause,
  FeaturesStock,
  Knowledge,
  Objective,
  PlanEstimate,
  PlannedRun,
  RankedGroup,
  TakenSettings,
  Precision,
  Problem,
  Run,
  RunConfig,
  SelectionOptimism,
  Screen,
  Stage,
} from '@thaw/core';
import type { ScreeningEstimate } from '../rank/estimate-screening.js';
import type { BudgetLeft, RunOutcome, SweepOutcome, Together } from '../events/sweep-event.js';

/** A spec that a sweep would be started with. */
export interface ValidSpec {
  readonly name: string;
  /** The id of its sweep. */
  readonly sweep: string;
  readonly objective: Objective;
  /** Those that are certain before any has ended. */
  readonly runs: readonly Run[];
  /** What works but is hardly meant. Notices tell it too. */
  readonly warnings: readonly Problem[];
}

/** What `thaw plan --json` prints, beside its warnings. */
export interface SweepPlan {
  /** The id of the sweep. */
  readonly sweep: string;
  /** What is not stored yet takes so much. */
  readonly estimate: Amounts;
  /** Where several workers compute: how many, and between how many and how many seconds it takes them, where that is known. */
  readonly together?: Together;
  /** With `launcher`; `estimate` has no time then. */
  readonly cluster?: PlannedCluster;
  /** What the spec leaves to measuring, if anything, and what it was taken for here; nothing before the first sweep. */
  readonly measured?: readonly (Pick<TakenSettings, 'settings' | 'network'> & {
    readonly taken?: Pick<TakenSettings, 'values' | 'candidates' | 'measuredMs'>;
  })[];
  /**
   * Where the spec screens networks: how many of which it keeps, and what has come of it, the best first. Before they are compared it is planned
   * with all, and `passes` and `atMost` say what comparing takes, and what then comes of the sweep; `estimate` is of both where both are known.
   */
  readonly screen?: Pick<Screen, 'by' | 'keep'> & { readonly among: Screen['networks'] } & Partial<
      ComparedNetworks & ScreeningEstimate
    >;
  readonly runs: readonly (Pick<Run, 'id' | 'name' | 'parameters'> &
    Pick<PlannedRun, 'stages' | 'phases'> & {
      /** What its activations are computed in: as its spec says, else what single precision is on this device. */
      readonly precision: Precision;
      /** Whether XLA compiles what is computed. */
      readonly compile: 'off' | 'always';
      /** How images meet the network's square, and whether that is as it was trained or as the spec says. */
      readonly resize: ChosenResize;
    })[];
  readonly stages: readonly PlannedStage[];
  /** How many runs a search that learns proposes beside these, at most. */
  readonly runsToCome: number;
  /** What the search knows of other sweeps, where it is to (`from: journal`). */
  readonly knows?: Knowledge;
  /** Of a sweep that has one. */
  readonly budget?: PlannedBudget;
}

/** What ends a sweep earlier, and how far it should come. */
export interface PlannedBudget extends BudgetLimits {
  /** By earlier executions. */
  readonly spentHours: number;
  /** How many of the planned runs should begin within its hours; absent where nothing is known of time. */
  readonly expectedRuns?: number;
}

export interface PlannedStage extends Pick<Stage, 'key' | 'kind' | 'label' | 'parents' | 'runs'> {
  /** Whether it is stored already. */
  readonly cached: boolean;
  /** Of a stored stage: what is not here but in the cache, and is fetched as it is read. */
  readonly bytesInCache?: number;
  /** Of features: how many of the images that are wanted are stored. Copies of a picture count once. */
  readonly images?: FeaturesStock | undefined;
  readonly estimate: Amounts;
}

/** What work takes; of time nothing while this machine was not measured. */
export type Amounts = Omit<PlanEstimate, 'stages'>;

/** What workers of a cluster are asked for, as `launcher` of the spec, of the site and `--workers` say, and the plan. */
export interface PlannedCluster {
  readonly launcher: ClusterName;
  /** How many there are at most. */
  readonly maxJobs: number;
  /** By the keys of the profile. */
  readonly asks: Readonly<Record<string, unknown>>;
}

/** What the plans of several specs come to together; what they share counts once. */
export interface PlanTotal {
  readonly specs: number;
  /** How many of them have a grid over networks that are still to be compared. Counted is then what they come to at most, whichever are kept. */
  readonly screened: number;
  readonly runs: number;
  /** How many more they would be if what several specs have were counted for each. */
  readonly sharedRuns: number;
  readonly stages: number;
  /** How many of them are in more than one spec. */
  readonly sharedStages: number;
  readonly toCompute: number;
  /** Of what is not stored yet. */
  readonly estimate: Amounts;
}

/** What has come of a sweep. */
export interface SweepResult {
  /** The id of the sweep. */
  readonly sweep: string;
  readonly name: string;
  /** `failed` if some run has. `interrupted` by the signal: the same call goes on where it stopped. */
  readonly status: SweepOutcome;
  readonly objective: Objective;
  /** Paths of the settings that tell its runs apart: `head.dropout`. */
  readonly swept: readonly string[];
  /** Those that have ended, the best first. */
  readonly runs: readonly RunResult[];
  /** Their groups, the best first: of a configuration that is done once, it is that run. */
  readonly groups: readonly GroupResult[];
  /** How much better the best of the groups looks than it is; absent where too little is known to say so. */
  readonly selection?: SelectionOptimism;
  /** What is left of its budget, if it has one, and which limit has ended it, if one has. */
  readonly budget?: { readonly left: BudgetLeft; readonly endedBy?: BudgetEnd };
  /** The first of them, if it has finished with a number to be ranked by. */
  readonly best?: RunResult & Run;
  /** A line for people: where the runs are, or how to compare them. */
  readonly hint?: string;
}

/** What has come of a configuration. */
export interface GroupResult extends Omit<RankedGroup<RunResult>, 'runs' | 'group'> {
  /** Of the group; of one run, the run's. */
  readonly id: string;
  readonly name: string;
  /** How many runs it is to have. */
  readonly size: number;
  /** Ids of those that have ended. */
  readonly runs: readonly string[];
}

/** What has come of a run. */
export interface RunResult extends Omit<Run, 'config'> {
  /** Absent of what a search has proposed and no run could be made of. */
  readonly config?: RunConfig;
  /** Its place in the order of the sweep, from 0. */
  readonly index: number;
  /** From 1, by the objective; runs that nothing tells apart share one. Absent where there is nothing to rank it by. */
  readonly rank?: number;
  readonly status: RunOutcome;
  readonly metrics: Readonly<Record<string, number>>;
  /** How many images have validated it; absent where it has not finished. */
  readonly validationImages?: number;
  /** Why it did not finish. */
  readonly reason?: string;
  readonly cause?: FailureCause;
}
