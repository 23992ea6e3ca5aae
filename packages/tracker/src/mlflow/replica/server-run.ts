import { shortHash } from '@thaw/core';
import type { MlflowClient } from '../client.js';
import { cut, limits, mlflowName } from '../limits.js';
import type { KeyValue, LoggedDataset, Metric, MlflowRunStatus, Run } from '../rest-types.js';
import { logBatches } from './log-batches.js';

/** What MLflow shows as a description, as Markdown. */
export const noteTag = 'mlflow.note.content';
/** Hash of the note as Thaw wrote it: one that a person has edited since is left alone. */
const noteMark = 'thaw.note';

/** What a run should look like, besides its artifacts. */
export interface RunContent {
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Tags that it had for us once and is not to have any more. */
  readonly formerTags: Iterable<string>;
  readonly note: string;
  readonly metrics: Iterable<Metric>;
}

/** One run on the server and what is known to be there, so that only differences are sent. */
export class ServerRun {
  readonly #params: Map<string, string>;
  readonly #tags: Map<string, string>;
  readonly #datasets: Set<string>;
  readonly #latest: Map<string, Metric>;
  #status: MlflowRunStatus;
  #endTime: number | undefined;

  constructor(
    private readonly client: MlflowClient,
    private readonly run: Run,
  ) {
    this.#params = toMap(run.data.params);
    this.#tags = toMap(run.data.tags);
    this.#latest = new Map(run.data.metrics?.map((metric) => [metric.key, metric]));
    this.#datasets = new Set(run.inputs?.dataset_inputs?.map(datasetId));
    this.#status = run.info.status;
    this.#endTime = run.info.end_time;
  }

  get id(): string {
    return this.run.info.run_id;
  }

  tag(key: string): string | undefined {
    return this.#tags.get(key);
  }

  /** Params that the server has with another value stay: MLflow never changes one. */
  async log({ params, tags, formerTags, note, metrics }: RunContent): Promise<void> {
    const content = {
      params: entries(params, limits.paramLength).filter(({ key }) => !this.#params.has(key)),
      tags: entries({ ...tags, ...this.#noteTags(note) }, limits.tagLength).filter(
        ({ key, value }) => this.#tags.get(key) !== value,
      ),
      metrics,
    };
    for (const batch of logBatches(content)) {
      await this.client.logBatch(this.id, batch);
      for (const { key, value } of batch.params) this.#params.set(key, value);
      for (const { key, value } of batch.tags) this.#tags.set(key, value);
      for (const metric of batch.metrics) this.#latest.set(metric.key, metric);
    }
    for (const key of [...formerTags].map(mlflowName)) {
      if (!this.#tags.has(key)) continue;
      await this.client.deleteTag(this.id, key);
      this.#tags.delete(key);
    }
  }

  /** Without what comes up to the latest points that are there, for a list of which those are a part. */
  lacking(points: readonly Metric[]): readonly Metric[] {
    const known = new Map(
      points
        .filter((point) => isSamePoint(point, this.#latest.get(point.key)))
        .map(({ key, step }) => [key, step]),
    );
    return points.filter(({ key, step }) => step > (known.get(key) ?? 0));
  }

  async logDatasets(datasets: readonly LoggedDataset[]): Promise<void> {
    const missing = datasets.filter((each) => !this.#datasets.has(datasetId(each)));
    if (missing.length === 0) return;
    await this.client.logDatasets(this.id, missing);
    for (const each of missing) this.#datasets.add(datasetId(each));
  }

  async setTag(key: string, value: string): Promise<void> {
    await this.client.logBatch(this.id, { metrics: [], params: [], tags: [{ key, value }] });
    this.#tags.set(key, value);
  }

  async putArtifact(path: string, content: Uint8Array): Promise<void> {
    await this.client.putArtifact(this.run.info.artifact_uri, path, content);
  }

  async setStatus(status: MlflowRunStatus, endMs: number | undefined): Promise<void> {
    if (status === this.#status && (endMs === undefined || endMs === this.#endTime)) return;
    await this.client.updateRun({ run_id: this.id, status, end_time: endMs });
    this.#status = status;
    this.#endTime = endMs;
  }

  #noteTags(note: string): Readonly<Record<string, string>> {
    const there = this.#tags.get(noteTag);
    if (there !== undefined && shortHash(there) !== this.#tags.get(noteMark)) return {};
    const written = cut(note, limits.tagLength);
    return { [noteTag]: written, [noteMark]: shortHash(written) };
  }
}

const isSamePoint = (point: Metric, there: Metric | undefined): boolean =>
  Number(there?.step) === point.step &&
  Number(there?.value) === point.value &&
  Number(there?.timestamp) === point.timestamp;

const datasetId = ({ dataset }: LoggedDataset): string => `${dataset.name} ${dataset.digest}`;

const toMap = (list: readonly KeyValue[] | undefined): Map<string, string> =>
  new Map(list?.map(({ key, value }) => [key, value]));

const entries = (values: Readonly<Record<string, string>>, length: number): KeyValue[] =>
  Object.entries(values).map(([key, value]) => ({ key: mlflowName(key), value: cut(value, length) }));
