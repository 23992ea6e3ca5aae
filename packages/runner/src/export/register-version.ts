import { ThawError } from '@thaw/core';
import type { MlflowClient } from '@thaw/tracker';

export interface VersionToRegister {
  /** What the model is called in the registry. */
  readonly name: string;
  /** What the version is called too; another version that was loses it. */
  readonly alias?: string;
  /** Ids of the sweep and the run whose model it is. */
  readonly sweep: string;
  readonly run: string;
  /** In which the sweep is. */
  readonly experimentId: string;
}

/**
 * Makes a version of the logged model that MLflow has of a run, unless the registry has one, and gives it the alias.
 * @returns its number, and whether it was made just now.
 * @throws ThawError `THAW-EXPORT-NO-LOGGED-MODEL`, and what the server's client throws.
 */
export async function registerVersion(
  client: MlflowClient,
  { name, alias, sweep, run, experimentId }: VersionToRegister,
): Promise<{ readonly version: string; readonly isNew: boolean }> {
  const filter = `tags.\`thaw.sweep\` = '${sweep}' AND tags.\`thaw.run\` = '${run}'`;
  const logged = await client.loggedModels.search(experimentId, filter);
  const model = logged.find(({ info }) => info.status === 'LOGGED_MODEL_READY')?.info;
  if (!model) throw noLoggedModel(run, client.address);
  const { registry } = client;
  const source = `models:/${model.model_id}`;
  const found = (await registry.versions(name)).find((each) => each.source === source);
  if (!found) await registry.createModel(name);
  const { version, aliases = [] } =
    found ??
    (await registry.createVersion({
      ...{ name, source, model_id: model.model_id },
      ...(model.source_run_id !== undefined && { run_id: model.source_run_id }),
      tags: [
        { key: 'thaw.sweep', value: sweep },
        { key: 'thaw.run', value: run },
      ],
    }));
  if (alias !== undefined && !aliases.includes(alias)) await registry.setAlias(name, alias, version);
  return { version, isNew: !found };
}

const noLoggedModel = (run: string, server: string) =>
  new ThawError({
    code: 'THAW-EXPORT-NO-LOGGED-MODEL',
    message: `MLflow at ${server} has no model of run ${run} that could be registered`,
    expected: 'a logged model that is ready, which every registration sends first',
    remedy: 'a model, a run or an experiment that was deleted there stays so: restore it in MLflow',
  });
