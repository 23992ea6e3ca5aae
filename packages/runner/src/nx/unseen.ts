import { contentHash, own } from '@thaw/core';
import { latestCalibration } from '@thaw/execution/calibration';
import { openDataSource } from '@thaw/execution/data';
import { isBucketAddress } from '@thaw/execution/environment';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFolder, surroundingsOf, weightsPlaces } from '../api/surroundings.js';
import { overrideTexts } from '../spec-files/open-spec.js';
import { ignoredByGit } from './ignored-by-git.js';
import { inWorkspace } from './places.js';
import { specFacts, type SpecFacts } from './spec-facts.js';

export interface UnseenOptions {
  readonly command: string;
  /** Absolute, as is the store. */
  readonly spec: string;
  readonly set: readonly string[];
  readonly store?: string | undefined;
  readonly cwd: string;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Hash of what a task depends on and Nx does not see. As long as it is the same, a spec is as valid, and its plan the same. */
export async function unseen(options: UnseenOptions): Promise<string> {
  const { command, spec, set, cwd, workspace, env } = options;
  const facts = await specFacts(spec, { env, overrides: set });
  if (!facts) return contentHash('no spec');
  const around = surroundingsOf({ cwd, workspace, env });
  const texts = await Promise.all(facts.files.map((file) => readFile(file, 'utf8').catch(() => null)));
  const variables = facts.variables.map((name) => own(env, name) ?? null);
  const named = [...facts.manifests, ...facts.weightsFiles, ...facts.modules, ...(await imagesOf(facts))];
  const store = storeFolder(options.store, around);
  // Which images cannot be read is known once features are stored, and may be too many.
  const isElsewhere = options.store !== undefined && isBucketAddress(options.store);
  const stored = isElsewhere
    ? // Others may have added to it.
      randomUUID()
    : await statesOf(await stagesIn(store, command === 'plan' ? undefined : 'features'));
  return contentHash([
    ...[texts, [...(await overrideTexts(set, cwd))], variables, stored],
    await statesOf(await hiddenFrom(workspace, named)),
    command === 'plan' ? await machine(weightsPlaces(around)) : null,
  ]);
}

/** The images that the spec says there are; of what says nothing sensible none, and `thaw validate` tells why. */
async function imagesOf({ roots, manifests }: SpecFacts): Promise<readonly string[]> {
  const places = roots.flatMap((root) =>
    manifests.length === 0 ? [{ root }] : manifests.map((manifest) => ({ root, manifest })),
  );
  const listed = places.map(async (place) => {
    const { images } = await openDataSource(place).list();
    return images.map(({ path }) => join(place.root, path));
  });
  const settled = await Promise.allSettled(listed);
  return settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
}

async function hiddenFrom(workspace: string, paths: readonly string[]): Promise<readonly string[]> {
  const inside = paths.filter((path) => inWorkspace(path, workspace) !== undefined);
  const ignored = await ignoredByGit(inside, workspace);
  return paths.filter((path) => inWorkspace(path, workspace) === undefined || ignored.has(path));
}

/** The folders of stages. They change when something is stored in them or evicted; their manifests also when they are only used. */
async function stagesIn(store: string, only: string | undefined): Promise<readonly string[]> {
  const stages = join(store, 'stages');
  const kinds = (await namesIn(stages)).filter((kind) => only === undefined || kind === only);
  const keys = await Promise.all(kinds.map((kind) => namesIn(join(stages, kind))));
  return kinds.flatMap((kind, index) => keys[index]!.map((key) => join(stages, kind, key)));
}

const statesOf = (paths: readonly string[]): Promise<readonly unknown[]> =>
  Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size, mtimeMs }) => [path, size, mtimeMs],
        () => [path],
      ),
    ),
  );

/** What the times of a plan rest on, and which weights are here: those that are fetched may have another identity. */
async function machine({ cacheFolder, kerasFolder, hub }: WeightsPlaces): Promise<readonly unknown[]> {
  const { machine = null, speed = null, ratios = null } = (await latestCalibration(cacheFolder)) ?? {};
  const folders = [join(cacheFolder, 'weights'), kerasFolder, ...(hub ? [hub.folder] : [])];
  const weights = await Promise.all(folders.map(namesIn));
  const answers = join(cacheFolder, 'calibration', 'taken');
  const taken = (await namesIn(answers)).map((name) => join(answers, name));
  return [machine, speed, ratios, await statesOf(taken), weights];
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).then(
    (names) => names.sort(),
    () => [],
  );
