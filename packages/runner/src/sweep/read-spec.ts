import { backbones as builtIn } from '@thaw/backbones';
import { backboneNames, loadSpec, type LoadedSpec, type Outside, type WrittenSpec } from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { singlePrecision, type ComputingDevice } from '@thaw/engine/device';
import { resolve } from 'node:path';
import { openSpec, overrideTexts, type OpenedSpec } from '../spec-files/open-spec.js';

/** A spec, and the networks that its runs name. */
export interface ReadSpec extends LoadedSpec {
  readonly backbones: Backbones;
}

export interface ReadSpecOptions extends ComputingDevice {
  /** `path=value`, as given with `--set`. */
  readonly overrides?: readonly string[];
  /** To which paths of an object, and files that overrides name, are relative. Default: the folder of the process. */
  readonly cwd?: string;
  /** Default: that of the process. */
  readonly env?: Outside['env'];
}

/**
 * Reads and checks a spec, with what it extends and the packages that its backbones come from. `written`: the path of a file, to
 * whose folder its paths are relative, or an object.
 * @throws ThawError with all that is wrong.
 */
export async function readSpec(written: WrittenSpec, options: ReadSpecOptions = {}): Promise<ReadSpec> {
  return readOpened(await openSpec(written, options.cwd), options);
}

/** As `readSpec` of what is opened already. */
export async function readOpened(
  { spec, file, folder }: OpenedSpec,
  { overrides = [], cwd = '.', env = process.env, ...device }: ReadSpecOptions = {},
): Promise<ReadSpec> {
  const outside = { env, texts: await overrideTexts(overrides, cwd) };
  const { loaded, unavailable } = await loadBackbones(backboneNames(spec, overrides, outside), folder);
  const read = loadSpec(spec, {
    ...{ file, unavailable, overrides, outside },
    singlePrecision: await singlePrecision(device),
    backbones: { ...builtIn, ...Object.fromEntries(loaded.map(({ name, backbone }) => [name, backbone])) },
    resolvePath: (path) => resolve(folder, path),
  });
  return { ...read, backbones: withBuiltIn(loaded) };
}
