import { shapes, type JsonShape } from '@thaw/core';

const { anyOf, flag, listOf, number, object, oneOf, text } = shapes;

// JSON Schemas of the answers that `rest-types.ts` describes, as far as they are used. Whatever else stands in for an MLflow
// server, such as a proxy, may answer with anything. Each may have more than is here, which a newer MLflow says.

/** An answer of which nothing is used. */
export const anyAnswer: JsonShape = { type: 'object' };

const keyValue = object({ key: text }, { value: text });
const lifecycle = oneOf('active', 'deleted');

const metric = object({ key: text, value: anyOf(number, text) }, { timestamp: number, step: number });

const runInfo = object(
  { run_id: text, experiment_id: text, status: text, artifact_uri: text, lifecycle_stage: lifecycle },
  { run_name: text, start_time: number, end_time: number },
);

const loggedDataset = object({ dataset: object({ name: text, digest: text }) });

export const experimentShape = object({ experiment_id: text, name: text, lifecycle_stage: lifecycle });

export const runShape = object(
  {
    info: runInfo,
    data: object({}, { metrics: listOf(metric), params: listOf(keyValue), tags: listOf(keyValue) }),
  },
  {
    inputs: object({}, { dataset_inputs: listOf(loggedDataset) }),
    outputs: object({}, { model_outputs: listOf(object({ model_id: text })) }),
  },
);

export const runInfoAnswer = object({ run_info: runInfo });

export const artifactShape = object({ path: text, is_dir: flag }, { file_size: number });

export const metricShape = metric;

export const loggedModelShape = object({
  info: object(
    { model_id: text, artifact_uri: text, status: text },
    { source_run_id: text, tags: listOf(keyValue) },
  ),
});

export const modelVersionShape = object({ version: text }, { source: text, aliases: listOf(text) });

/** A list that a server leaves out when it is empty, and where it goes on. */
export const pageOf = (name: string, each: JsonShape): JsonShape =>
  object({}, { [name]: listOf(each), next_page_token: text });
