import { formatProblems, type OnProgress, type Problem, type StageKind } from '@thaw/core';
import { cacheFolder, kerasFolder } from '@thaw/execution/environment';
import { damageNotice, FileStageStore, ignoreInGit, requireStore } from '@thaw/execution/store';
import type { WeightsPlaces } from '@thaw/execution/weights';
import type { CommandContext } from '../cli/command.js';
import { storeFolder } from '../cli/common-options.js';
import { checkStoredFeatures } from '../sweep/dataset-use.js';
import { prepareSweep, type PreparedSweep } from '../sweep/prepare-sweep.js';

/** Where weights are looked for and kept. */
export const weightsPlaces = ({ env }: CommandContext): WeightsPlaces => ({
  cacheFolder: cacheFolder(env),
  kerasFolder: kerasFolder(env),
  ...(env['THAW_WEIGHTS_MIRROR'] && { mirror: env['THAW_WEIGHTS_MIRROR'] }),
});

export type Session = ReturnType<typeof openStore>;

/** The store behind `--store`; damage is told as it is found. For an observer reading a stage is not using it. */
export function openStore(
  store: string | undefined,
  context: CommandContext,
  onNotice: (line: string) => void,
  { isObserver = false } = {},
) {
  const folder = storeFolder(store, context);
  return {
    folder,
    journals: `${folder}/journals`,
    store: new FileStageStore({
      folder,
      onDamage: (damage) => onNotice(damageNotice(damage)),
      isObserver,
    }),
  };
}

/** For commands that only read what sweeps have stored. Throws `THAW-STORE-MISSING`. */
export function openExistingStore(...[store, context, ...rest]: Parameters<typeof openStore>): Session {
  return openStore(requireStore(storeFolder(store, context)), context, ...rest);
}

interface SweepToPrepare {
  readonly spec: string;
  readonly set: readonly string[];
  /** False with `--no-sharing`. */
  readonly sharing?: boolean;
  readonly rehash: boolean;
  readonly recompute?: readonly StageKind[];
}

/** What `validate`, `plan` and `sweep` begin with. */
export async function prepare(
  options: SweepToPrepare,
  { folder, store }: Session,
  context: CommandContext,
  onProgress: OnProgress,
): Promise<PreparedSweep> {
  const prepared = await prepareSweep({
    specFile: options.spec,
    overrides: options.set,
    rehash: options.rehash,
    recompute: options.recompute ?? [],
    ...(options.sharing === false && { sharing: false }),
    storeFolder: folder,
    store,
    weightsPlaces: weightsPlaces(context),
    onProgress,
  });
  await ignoreInGit(folder);
  return prepared;
}

/** All that can be told of a sweep without running it; what is hardly meant is said. Throws where it would be refused. */
export async function prepareAndCheck(
  options: SweepToPrepare & { readonly store?: string | undefined },
  context: CommandContext,
): Promise<{ readonly prepared: PreparedSweep; readonly warnings: readonly Problem[] }> {
  const notice = (line: string) => void context.stderr.write(`${line}\n`);
  const session = openStore(options.store, context, notice);
  const prepared = await prepare(options, session, context, () => {});
  const warnings = [prepared.loaded, ...prepared.datasets.values()].flatMap((read) => read.warnings);
  if (warnings.length > 0) notice(formatProblems(warnings));
  await checkStoredFeatures(prepared, session.store, notice);
  return { prepared, warnings };
}
