import {
  own,
  ThawError,
  type ModelPrecision,
  type StageStore,
  type Problem,
  type StoredBlob,
} from '@thaw/core';
import { requireOutput } from '@thaw/execution/files';
import { resolve } from 'node:path';
import { demoFiles } from '../export/demo.js';
import { backbonesOf } from '../export/backbones-of-run.js';
import { keptFormat, modelFormatNames, modelFormats, type ModelFormatName } from '../export/model-formats.js';
import type { ExportFormat } from '../export/export-format.js';
import { isExported } from '../export/is-exported.js';
import { modelTexts } from '../export/model-texts.js';
import type { Rounding } from '../export/round/rounded-model.js';
import { sourceOfJournaledRun } from '../export/model-source.js';
import { keptBlob, storeModel } from '../export/store-model.js';
import { metadataOf, openModel, type OpenModelOptions, type TrainedModel } from '../export/trained-model.js';
import { requireRoom, writeFolder, type AddFile, type WrittenFile } from '../export/write-folder.js';
import { findRun, readJournals } from '../journals/journaled-runs.js';
import { inCall } from './call.js';
import { openSession } from './open-session.js';
import type { CallOptions, StoreOptions } from './options.js';

export interface ExportModelOptions extends StoreOptions, CallOptions {
  /** The id of the run, or its beginning. */
  readonly run: string;
  /** The folder to make. A relative path starts from `cwd`. */
  readonly out: string;
  /** What to write the model as. Default: `savedmodel` alone. */
  readonly formats?: readonly ModelFormatName[];
  /**
   * What to keep weights in. Default: float32, whatever the run was trained in; not every format has another. What rounding costs is
   * measured in onnxruntime, for which a Python is made ready; `int8` needs that, and the training images.
   */
  readonly precision?: ModelPrecision;
  /** A page, too, that tries the model in a browser; `formats` must have `tfjs`. Default: false. */
  readonly demo?: boolean;
  /** Replace a folder that an export wrote. Nothing else is ever overwritten. */
  readonly force?: boolean;
}

export interface ExportedModel {
  /** The whole id. */
  readonly run: string;
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly WrittenFile[];
  /** Of a model whose weights were rounded. */
  readonly rounding?: Rounding;
}

/**
 * Writes the model that a finished run of a store has ended with into a folder of its own, which is there as a whole or not at all.
 * @throws ThawError where there is no such run, it has not finished, or what its model is made of is not stored any more.
 */
export const exportModel = (options: ExportModelOptions): Promise<ExportedModel> =>
  inCall(options, async (call) => {
    const { journals, store, weightsPlaces, workspace, cwd } = await openSession(options, {
      ...call,
      mustExist: true,
    });
    const { formats: wanted = [keptFormat], precision = 'float32', demo = false, force = false } = options;
    const formats = modelFormatNames.filter((each) => wanted.includes(each));
    requirePrecision(precision, formats);
    if (demo) requireDemo(formats);
    const folder = resolve(cwd, options.out);
    const room = { force, isOurs: isExported };
    if (!(await requireRoom(folder, room))) await requireOutput(folder);
    const { runs } = await readJournals(journals);
    const source = sourceOfJournaledRun(findRun(runs, options.run));
    const { registry } = await backbonesOf(source, workspace);
    const backbone = own(registry, source.config.backbone.name)!;
    const places = { ...call, store, weightsPlaces, backbone };
    const model = await openModel(source, places);
    let rounding: Rounding | undefined;
    const files = await writeFolder(folder, { ...room, signal: call.signal }, async (add) => {
      const sizes = new Map<ModelFormatName, number>();
      for (const name of formats) {
        const written = await addFormat(name, model, precision, add, places);
        sizes.set(name, written.bytes);
        ({ rounding } = written);
      }
      for (const [path, content] of demo ? await demoFiles() : []) await add(path, content);
      const texts = await modelTexts(model, { sizes, precision, demo, ...(rounding && { rounding }) });
      for (const [path, text] of Object.entries(texts)) await add(path, text);
    });
    return { run: source.run, folder, files, ...(rounding && { rounding }) };
  });

interface Written {
  readonly bytes: number;
  readonly rounding?: Rounding;
}

async function addFormat(
  name: ModelFormatName,
  model: TrainedModel,
  precision: ModelPrecision,
  add: AddFile,
  places: OpenModelOptions,
): Promise<Written> {
  const format: ExportFormat = modelFormats[name];
  const { store, signal, onProgress } = places;
  if (name === keptFormat) {
    await storeModel(model, { store, signal, onProgress });
    return add(format.path, piecesOf(model, store));
  }
  onProgress({ label: `writing the model of run ${model.source.run} as ${format.title}` });
  const { files, ...more } =
    precision === 'float32'
      ? { files: await format.encode(await model.classifier(), metadataOf(model)) }
      : await format.round!(model, precision, { ...places, cacheFolder: places.weightsPlaces.cacheFolder });
  let bytes = 0;
  for (const [each, content] of files) {
    signal.throwIfAborted();
    bytes += (await add(each, content)).bytes;
  }
  return { bytes, ...more };
}

function requirePrecision(precision: ModelPrecision, formats: readonly ModelFormatName[]): void {
  if (precision === 'float32') return;
  const has = ({ roundsTo = [] }: ExportFormat) => roundsTo.includes(precision);
  const able = modelFormatNames.filter((name) => has(modelFormats[name]));
  const problems = formats
    .filter((name) => !able.includes(name))
    .map((name): Problem => ({
      code: 'THAW-EXPORT-PRECISION',
      message: `${modelFormats[name].title} is not written in ${precision}`,
      expected: able.join(', '),
      found: name,
      remedy: `write it into a folder of its own, without --precision ${precision}`,
    }));
  if (problems.length > 0) throw new ThawError(problems);
}

function requireDemo(formats: readonly ModelFormatName[]): void {
  if (formats.includes('tfjs')) return;
  throw new ThawError({
    code: 'THAW-CLI-MISSING-OPTION',
    message: 'the page of --demo runs the model in TensorFlow.js, and it is not written for that',
    expected: 'tfjs among the formats',
    found: formats.join(', '),
    remedy: 'add --format tfjs',
  });
}

const pieceBytes = 1 << 20;

async function* piecesOf({ stage }: TrainedModel, store: StageStore): AsyncGenerator<Uint8Array> {
  const blob: StoredBlob = (await store.open(stage, keptBlob))!;
  try {
    for (let offset = 0; offset < blob.bytes; offset += pieceBytes)
      yield await blob.read(offset, Math.min(pieceBytes, blob.bytes - offset));
  } finally {
    await blob.close();
  }
}
