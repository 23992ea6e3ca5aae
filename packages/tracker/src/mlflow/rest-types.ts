/** The parts of MLflow's REST API (2.0) that are used, as they are on the wire. */

export type MlflowRunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface Metric {
  readonly key: string;
  /** NaN and infinities by name. */
  readonly value: number | string;
  /** Unix time in milliseconds. */
  readonly timestamp: number;
  readonly step: number;
  /** The logged model that it is a measure of, beside the run. */
  readonly model_id?: string;
  /** Of what the model was measured on: an input of the run. */
  readonly dataset_name?: string;
  readonly dataset_digest?: string;
}

export interface Experiment {
  readonly experiment_id: string;
  readonly name: string;
  readonly lifecycle_stage: 'active' | 'deleted';
}

export interface RunInfo {
  readonly run_id: string;
  readonly run_name: string;
  readonly experiment_id: string;
  readonly status: MlflowRunStatus;
  readonly start_time: number;
  readonly end_time?: number;
  readonly artifact_uri: string;
  readonly lifecycle_stage: 'active' | 'deleted';
}

export interface Run {
  readonly info: RunInfo;
  readonly data: {
    /** Absent when there are none. */
    readonly metrics?: readonly Metric[];
    readonly params?: readonly KeyValue[];
    readonly tags?: readonly KeyValue[];
  };
  readonly inputs?: { readonly dataset_inputs?: readonly LoggedDataset[] };
}

/** One dataset input of a run. Within an experiment, name and digest say which dataset it is. */
export interface LoggedDataset {
  readonly tags?: readonly KeyValue[];
  readonly dataset: {
    readonly name: string;
    readonly digest: string;
    readonly source_type: string;
    readonly source: string;
    readonly schema?: string;
    readonly profile?: string;
  };
}

export interface LogBatch {
  readonly metrics: readonly Metric[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

export interface ArtifactInfo {
  /** From the root of the run's artifacts. */
  readonly path: string;
  readonly is_dir: boolean;
  /** Bytes; absent for folders. */
  readonly file_size?: number;
}
