import type { JournaledRun } from '@thaw/core';
import type { MlflowClient } from '../client.js';
import { cut, limits, mlflowName } from '../limits.js';
import { loggedModelName, type LoggedModel } from '../logged-models.js';
import { modelPoints } from './final-points.js';
import { firstLost, markOf, uploadFiles, type ModelEvent } from './logged-model-files.js';
import { paramText } from './param-text.js';
import { noteTag, type ServerRun } from './server-run.js';

/** On a model: what it holds. On a run: that the model which holds this is there, whole. */
const modelTag = 'thaw.model';

export interface ModelPlace {
  /** What the model is tagged with beside what it is found by. */
  readonly tags: Readonly<Record<string, string>>;
  /** What MLflow shows as its description. */
  readonly note: string;
  readonly client: MlflowClient;
  readonly experimentId: string;
  /** What paths of files start from. */
  readonly journals: string;
  /** The same run with all its points. */
  readonly whole: (run: JournaledRun) => Promise<JournaledRun>;
}

/**
 * Makes a run's model a logged model that is an output of the run. What an earlier sync has begun is found by its tags
 * and finished; one that was deleted in MLflow stays deleted, since the run's own tag says that it was there.
 * @returns why it was not sent, for people; `sent` if it was, and nothing if it was there.
 */
export async function logModel(
  run: JournaledRun,
  event: ModelEvent,
  serverRun: ServerRun,
  place: ModelPlace,
): Promise<'sent' | { readonly notice: string } | undefined> {
  const mark = markOf(event);
  if (serverRun.tag(modelTag) === mark) return undefined;
  const lost = await firstLost(event, place.journals);
  if (lost) return { notice: lostModel(event, lost) };

  const models = place.client.loggedModels;
  const model = await chosen(run, event, mark, serverRun, place);
  if (model.info.status !== 'LOGGED_MODEL_READY') {
    await uploadFiles(model, event, models, place.journals);
    await models.finalize(model);
  }
  const { model_id } = model.info;
  if (!(await models.outputsOf(serverRun.id)).includes(model_id)) await models.addOutput(serverRun.id, model);
  // By the names and with the points of the run, so that the run gains none.
  const whole = await place.whole(run);
  const metrics = modelPoints(whole).map((point) => ({ ...point, model_id }));
  await place.client.logBatch(serverRun.id, { metrics, params: [], tags: [] });
  await serverRun.setTag(modelTag, mark);
  return 'sent';
}

/** The server's model that stands for this one: of several that an uncertain create or two syncs left, the first. */
async function chosen(
  run: JournaledRun,
  event: ModelEvent,
  mark: string,
  serverRun: ServerRun,
  place: ModelPlace,
): Promise<LoggedModel> {
  const { client, experimentId } = place;
  const search = async () => {
    const filter = `tags.\`thaw.sweep\` = '${run.sweep}' AND tags.\`thaw.run\` = '${run.id}'`;
    const found = await client.loggedModels.search(experimentId, filter);
    return found.toSorted((a, b) => (a.info.model_id < b.info.model_id ? -1 : 1));
  };
  const standsFor = ({ info }: LoggedModel) =>
    info.source_run_id === serverRun.id &&
    info.tags?.some(({ key, value }) => key === modelTag && value === mark);

  let found = await search();
  if (!found.some(standsFor)) {
    await create(run, event, mark, serverRun, place);
    found = await search();
  }
  const use = found.find(standsFor)!;
  for (const other of found) if (other !== use) await client.loggedModels.delete(other);
  return use;
}

function create(
  run: JournaledRun,
  event: ModelEvent,
  mark: string,
  serverRun: ServerRun,
  { client, experimentId, tags: journaled, note }: ModelPlace,
): Promise<unknown> {
  const own = { 'thaw.sweep': run.sweep, 'thaw.run': run.id, [modelTag]: mark, [noteTag]: note };
  const tags = { ...journaled, ...own };
  return client.loggedModels.create({
    experiment_id: experimentId,
    name: cut(loggedModelName(event.name), limits.modelNameLength),
    source_run_id: serverRun.id,
    params: Object.entries(run.params).map(([key, value]) => ({
      key: mlflowName(key),
      value: cut(paramText(value), limits.paramLength),
    })),
    tags: Object.entries(tags).map(([key, value]) => ({
      key: mlflowName(key),
      value: cut(value, limits.tagLength),
    })),
  });
}

const lostModel = ({ run }: ModelEvent, path: string): string =>
  `the model of run ${run} was not sent: ${path} is missing or damaged; \`thaw export ${run} --out FOLDER\` makes it again`;
