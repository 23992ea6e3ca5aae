import type { ClusterName, ExtendingSpec, Spec } from '@thaw/core';
import type { OnSweepEvent } from '../events/sweep-event.js';

/** Where Thaw is at work. A command line has all of it from its process, and so has whoever leaves it out. */
export interface Surroundings {
  /** Where relative paths begin, also those in a spec that is an object. Default: the folder of the process. */
  readonly cwd?: string;
  /** The root of the project, with the default store in it. Default: what the commands take for it around `cwd`. */
  readonly workspace?: string;
  /**
   * `THAW_CACHE`, `THAW_SITE`, `THAW_REMOTE_CACHE`, `THAW_REMOTE_CACHE_MODE`, `THAW_STORE_PATIENCE`, `THAW_WEIGHTS_MIRROR`, `KERAS_HOME`, `HF_HOME`, `HF_HUB_CACHE`, `HF_ENDPOINT`, `HF_HUB_OFFLINE`, `MLFLOW_TRACKING_URI` and MLflow's credentials are looked up here.
   * Default: the environment of the process.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface StoreOptions extends Surroundings {
  /** The folder of the store, or `s3://bucket/prefix`. Default: `.thaw` in the project. */
  readonly store?: string;
  /**
   * `s3://bucket/prefix`, where stages are looked for that the store does not have, and where those that it computes are added; `none` for no such
   * place. Default: `THAW_REMOTE_CACHE`, else none. Who asks for the bucket is said by the environment of the process, as for all of AWS's tools.
   */
  readonly cache?: string;
  /** Whether anything is added to it. Default: `THAW_REMOTE_CACHE_MODE`, else `read-write`. */
  readonly cacheMode?: 'read-write' | 'read';
}

export interface CallOptions {
  /**
   * Told of all that happens, as it happens. What it throws, or its promise rejects with, ends the work as an abort does, and is
   * thrown on; a call that is done waits for its promises.
   */
  readonly onEvent?: OnSweepEvent;
  /** Stops at the next safe point; what is stored by then stays. */
  readonly signal?: AbortSignal;
}

/** On what it is computed: it decides what single precision is where a spec does not say which. */
export interface DeviceOptions {
  /** Default: `auto`, the best that works here. */
  readonly backend?: 'auto' | 'tensorflow' | 'wasm' | 'cpu';
  /** Which build of TensorFlow. Default: `auto`, by what the machine has. */
  readonly device?: 'auto' | 'cpu' | 'gpu';
  /** Which GPU, from 0 in the order of nvidia-smi. Default: the first. */
  readonly gpuIndex?: number;
}

export interface SpecOptions extends StoreOptions, CallOptions, DeviceOptions {
  /** The path of a YAML file, or what one would say as an object. */
  readonly spec: string | Spec | ExtendingSpec;
  /** `path=value`, as after `--set`; values are YAML. */
  readonly set?: readonly string[];
  /** Read every image again, also those that seem not to have changed since they were hashed. Default: false. */
  readonly rehash?: boolean;
}

/** What computes. */
export interface BackendOptions extends DeviceOptions {
  /** CPU threads of TensorFlow inside an operation. Default: one a core. */
  readonly threads?: number;
  /** Whether GPU memory is taken as it is needed, or all at once. Default: `grow`. */
  readonly gpuMemory?: 'grow' | 'all';
  /** On a GPU, only kernels that give the same bits each time; on a CPU all do. */
  readonly deterministic?: boolean;
}

/** No machine has room for more. */
export const mostWorkers = 1024;

/** How many stages are computed at once, up to `mostWorkers`, each in a process of its own; `auto`: as many as there are GPUs. */
export type Workers = number | 'auto';

export interface WorkerOptions {
  /** Default: 1, a sequence; of a cluster as many as `maxJobs` of its profile says. */
  readonly workers?: Workers;
  /** Who computes: processes of this machine, or workers of a cluster of this kind. Default: `local`. */
  readonly launcher?: 'local' | ClusterName;
}
