import type {
  BudgetEnd,
  EpochRecord,
  FailureCause,
  Progress,
  RunEnd,
  StageKind,
  SweepStatus,
} from '@thaw/core';

export type RunOutcome = RunEnd['status'];
export type SweepOutcome = Exclude<SweepStatus, 'running'>;

/** What is left of a sweep's budget. */
export interface BudgetLeft {
  /** That its search may still come to, at most. */
  readonly runs: number;
  /** Of computing. */
  readonly hours?: number;
  /** By which the best so far falls short of the target, once there is one. */
  readonly target?: number;
}

/** What several workers take for a sweep. */
export interface Together {
  readonly workers: number;
  /** Until it ends, where the speed of the machine is known. */
  readonly seconds?: number;
  readonly secondsRange?: readonly [low: number, high: number];
}

/** What a sweep tells whoever watches it: a terminal, a log, or a program that reads `--json`. */
export type SweepEvent =
  | {
      readonly type: 'sweep-started';
      readonly sweep: string;
      readonly name: string;
      readonly runs: number;
      /** How many a search that learns proposes beside these, at most. */
      readonly runsToCome?: number;
      /** Planned stages, and how many of them are stored already. */
      readonly stages: number;
      readonly cached: number;
      /** Share of the estimated work that is left, in floating-point operations. */
      readonly work: number;
      /** How long what is to be computed should take. */
      readonly expectedSeconds?: number;
      /** Between how many and how many, by how far estimates were off before. */
      readonly expectedSecondsRange?: readonly [low: number, high: number];
      /** Where several workers compute: the seconds above are what all of these take. */
      readonly together?: Together;
    }
  | {
      /** A search has proposed it while the sweep was under way. */
      readonly type: 'run-added';
      readonly run: string;
      readonly name: string;
      /** What it adds to what is to be computed. */
      readonly stages: number;
      readonly work: number;
      readonly expectedSeconds?: number;
    }
  | { readonly type: 'notice'; readonly message: string }
  /** `stage`: the key of the stage that is so far; absent of other work. */
  | ({ readonly type: 'progress'; readonly stage?: string } & Progress)
  | { readonly type: 'run-started'; readonly run: string; readonly name: string; readonly index: number }
  | {
      readonly type: 'stage-started';
      readonly run: string;
      readonly kind: StageKind;
      readonly key: string;
      readonly label: string;
      readonly work: number;
      /** Where the machine's speed is known. */
      readonly expectedSeconds?: number;
    }
  | {
      /** Where there are several workers: which of them computes a stage now. */
      readonly type: 'stage-taken';
      readonly run: string;
      readonly key: string;
      readonly worker: string;
    }
  | ({
      readonly type: 'epoch';
      readonly run: string;
      /** Key of the training. */
      readonly stage: string;
      readonly phase: string;
      readonly epochs: number;
    } & EpochRecord)
  | {
      readonly type: 'stage-ended';
      readonly run: string;
      readonly kind: StageKind;
      readonly key: string;
      /**
       * `broken-off` because the run in whose turn it trained was stopped, because no run needs it any more, or not as far, or because
       * it has to wait for something that was lost: whoever else needs it begins it again, where it is.
       */
      readonly status: 'computed' | 'reused' | 'failed' | 'broken-off';
      readonly seconds: number;
      readonly work: number;
      readonly expectedSeconds?: number;
    }
  | {
      readonly type: 'run-ended';
      readonly run: string;
      readonly name: string;
      readonly index: number;
      readonly status: RunOutcome;
      readonly metrics: Readonly<Record<string, number>>;
      /** How many images have validated it; absent where it has not finished. */
      readonly validationImages?: number;
      readonly reason?: string;
      readonly cause?: FailureCause;
    }
  /** Of a sweep that has a budget, after each of its runs. */
  | ({ readonly type: 'budget-left' } & BudgetLeft)
  | {
      readonly type: 'sweep-ended';
      readonly status: SweepOutcome;
      readonly runs: Readonly<Record<RunOutcome, number>>;
      readonly computed: number;
      readonly reused: number;
      readonly seconds: number;
      /** How long it should have taken, as estimated before it began. */
      readonly expectedSeconds?: number;
      /** Of a sweep that has a budget. */
      readonly left?: BudgetLeft;
      /** The limit for which nothing more was begun. */
      readonly endedBy?: BudgetEnd;
    };

export type RunEnded = Extract<SweepEvent, { readonly type: 'run-ended' }>;

export type OnSweepEvent = (event: SweepEvent) => void;
