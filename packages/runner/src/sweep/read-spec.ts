import { backbones as builtIn } from '@thaw/backbones/registry';
import {
  backboneNameInRun,
  backboneNames,
  loadSpec,
  subjectId,
  type KnownPoint,
  type LoadedSpec,
  type MeasuredQuestion,
  type Outside,
  type SinglePrecision,
  type TakenSettings,
  type WrittenSpec,
} from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { readTaken } from '@thaw/execution/calibration';
import { cacheFolder } from '@thaw/execution/environment';
import { computingGpu, singlePrecisionOn, type ComputingDevice } from '@thaw/engine/device';
import { resolve } from 'node:path';
import { openSpec, overrideTexts, type OpenedSpec } from '../spec-files/open-spec.js';

/** A spec, and the networks that its runs name. */
export interface ReadSpec extends LoadedSpec {
  readonly backbones: Backbones;
  /** The GPU that it is read for, by its name; none: a processor. */
  readonly gpu: string | undefined;
  /** What runs are computed in that name no precision. */
  readonly singlePrecision: SinglePrecision;
  /** What its runs leave to measuring, and what has come of it by now. */
  readonly measured: readonly MeasuredAnswer[];
}

export interface MeasuredAnswer {
  readonly question: MeasuredQuestion;
  readonly taken: TakenSettings | undefined;
}

export interface ReadSpecOptions extends ComputingDevice {
  /** `path=value`, as given with `--set`. */
  readonly overrides?: readonly string[];
  /** To which paths of an object, and files that overrides name, are relative. Default: the folder of the process. */
  readonly cwd?: string;
  /** Default: that of the process. */
  readonly env?: Outside['env'];
  /** Networks that may be asked for beside those that the spec names. */
  readonly networks?: readonly string[] | undefined;
  /** Places of the networks that a screening has kept. */
  readonly kept?: readonly number[];
  /** What has been measured by now, by question, before what the cache folder has. */
  readonly taken?: ReadonlyMap<string, TakenSettings>;
  /** Leave open what was decided before. Default: false. */
  readonly decidesAnew?: boolean;
  /** What its search knows before it begins. Default: nothing. */
  readonly known?: readonly KnownPoint[];
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
  {
    overrides = [],
    cwd = '.',
    env = process.env,
    networks = [],
    kept,
    taken = new Map(),
    decidesAnew = false,
    known = [],
    ...device
  }: ReadSpecOptions = {},
): Promise<ReadSpec> {
  const outside = { env, texts: await overrideTexts(overrides, cwd) };
  const { loaded, unavailable } = await loadBackbones(
    [...backboneNames(spec, overrides, outside), ...networks],
    folder,
  );
  const gpu = await computingGpu(device);
  const resolvePath = (path: string) => resolve(folder, path);
  const singlePrecision = singlePrecisionOn(gpu);
  const load = (answers: readonly MeasuredAnswer[]) => {
    const values = new Map(answers.map(({ question, taken }) => [subjectId(question), taken?.values]));
    return loadSpec(spec, {
      ...{ file, unavailable, overrides, outside, resolvePath, singlePrecision, known },
      ...(kept && { kept }),
      takenValues: ({ network, said }) => {
        const name = backboneNameInRun(network.name, resolvePath);
        return values.get(subjectId({ network: { ...network, name }, said }));
      },
      backbones: { ...builtIn, ...Object.fromEntries(loaded.map(({ name, backbone }) => [name, backbone])) },
    });
  };
  const undecided = load([]);
  // Without TensorFlow there is nothing to choose from.
  const questions = device.backend === 'wasm' || device.backend === 'cpu' ? [] : undecided.questions;
  const measured = await Promise.all(
    questions.map(async (question) => ({
      question,
      taken:
        taken.get(question.id) ??
        (decidesAnew ? undefined : await readTaken(cacheFolder(env), gpu?.name, question)),
    })),
  );
  const read = measured.some((each) => each.taken) ? load(measured) : undecided;
  return { ...read, backbones: withBuiltIn(loaded), gpu: gpu?.name, singlePrecision, measured };
}
