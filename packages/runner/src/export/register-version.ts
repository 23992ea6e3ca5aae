import { ThawError } from '@thaw/core';
import type { Report } from '@thaw/execution/stages';
import {
  createMlflowClient,
  mlflowCredentials,
  mlflowHome,
  syncJournal,
  type MlflowClient,
} from '@thaw/tracker';

export interface VersionToRegister {
  /** What the model is called in the registry. */
  readonly name: string;
  /** What the version is called too; another version that was loses it. */
  readonly alias?: string;
  /** Ids of the sweep and the run whose model it is. */
  readonly sweep: string;
  readonly run: string;
}

export interface RegisteredVersion {
  readonly version: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
  /** The server's address, without credentials. */
  readonly server: string;
}

export interface RegisterOptions extends Report {
  readonly uri: string;
  readonly env: NodeJS.ProcessEnv;
  readonly journalFile: string;
}

/**
 * Sends what the server lacks of a sweep, and makes a version of the model that it then has of a run, unless its registry has one; gives
 * that the alias.
 * @throws ThawError `THAW-EXPORT-NO-LOGGED-MODEL`, and what the server's client throws.
 */
export async function registerVersion(
  wanted: VersionToRegister,
  { uri, env, journalFile, signal, onProgress, onNotice }: RegisterOptions,
): Promise<RegisteredVersion> {
  const client = createMlflowClient({ uri, credentials: mlflowCredentials(env, uri) }).until(signal);
  const report = await syncJournal({ journalFile, home: mlflowHome(client), onProgress });
  report?.notices.forEach(onNotice);
  const experiment = report?.place.ids['experimentId'];
  if (experiment === undefined) throw noLoggedModel(wanted.run, client.address);
  return { ...(await versionOf(wanted, experiment, client)), server: client.address };
}

async function versionOf(
  { name, alias, sweep, run }: VersionToRegister,
  experiment: string,
  client: MlflowClient,
): Promise<Omit<RegisteredVersion, 'server'>> {
  const filter = `tags.\`thaw.sweep\` = '${sweep}' AND tags.\`thaw.run\` = '${run}'`;
  const logged = await client.loggedModels.search(experiment, filter);
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
