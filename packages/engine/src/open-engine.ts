import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { ThawError, type Engine, type OnProgress } from '@thaw/core';
import { chooseDevice, noGpu, type DeviceChoice } from './native/choose-device.js';
import { CompiledCode, compiledName, compiledRoot, compileEnvironment } from './native/compiled-code.js';
import { findGpus, hasTensorFloat32, usedGpu } from './native/gpu.js';
import { libraryEnvironment, type LibrarySettings } from './native/library-settings.js';
import { findTensorflow } from './native/library.js';
import { loadTensorflowBackend } from './native/load.js';
import { provisionTensorflow } from './native/provision.js';
import { singlePrecision } from './native/single-precision.js';
import { tensorflowVersion } from './native/wheels.js';
import { createPortableEngine } from './portable/create-portable-engine.js';
import {
  createTensorflowEngine,
  type TensorflowEngineOptions,
} from './tensorflow/create-tensorflow-engine.js';
import { loadWasmBackend } from './wasm/load-wasm-backend.js';

export type BackendChoice = 'auto' | 'tensorflow' | 'wasm' | 'cpu';

export interface OpenEngineOptions {
  /** `auto`: TensorFlow if it is installed or can be installed, else wasm, unless there is a GPU to compute on in TensorFloat-32. */
  readonly backend: BackendChoice;
  /** Which build of TensorFlow; `gpu` never falls back to anything else. */
  readonly device: DeviceChoice;
  /** Count for this process from when it first opens TensorFlow. */
  readonly library?: LibrarySettings;
  /** Where TensorFlow is installed, shared by all checkouts of a user. */
  readonly cacheFolder: string;
  readonly onProgress?: OnProgress;
  /** Told, in one line for people, which backend was taken and why. */
  readonly onNotice: (line: string) => void;
  /** Whether TensorFlow may be downloaded and built if it is not installed. Default true. */
  readonly provision?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Opens the engine of this process. Throws the `ThawError` that says why TensorFlow cannot be had, if it was demanded by
 * name or by `device: 'gpu'`.
 */
export async function openEngine(options: OpenEngineOptions): Promise<Engine> {
  const { backend, device, onNotice } = options;
  // Silences tfjs's console messages, such as the cpu backend's advice to install tfjs-node. Nothing else hangs on it.
  tf.enableProdMode();

  const notice = (engine: Engine, reason = '') => {
    onNotice(`backend ${engine.description}${reason}`);
    return engine;
  };
  const openWasm = async (reason?: string) => {
    const description = `wasm ${await loadWasmBackend()} (CPU, 1 thread)`;
    return notice(createPortableEngine({ backend: 'wasm', description }), reason);
  };

  if (backend === 'wasm') return openWasm();
  if (backend === 'cpu') {
    await tf.setBackend('cpu');
    const description = `cpu, tfjs ${tf.version_core} (plain JavaScript, 1 thread)`;
    return notice(createPortableEngine({ backend: 'cpu', description }));
  }
  try {
    return notice(createTensorflowEngine(await loadTensorflow(options)));
  } catch (error) {
    const mayFallBack = backend === 'auto' && device !== 'gpu' && error instanceof ThawError;
    if (!mayFallBack || (await isPlannedForGpu(options))) throw error;
    return openWasm(`, many times slower than TensorFlow, which is not available: ${summarize(error)}`);
  }
}

/** A spec that names no precision is read as in TensorFloat-32 where a GPU has it, and nothing else computes that. */
const isPlannedForGpu = async ({ device, library }: OpenEngineOptions): Promise<boolean> =>
  (await singlePrecision({ ...library, device })) === 'tensorfloat32';

async function loadTensorflow(options: OpenEngineOptions): Promise<TensorflowEngineOptions> {
  const { cacheFolder, provision = true } = options;
  Object.assign(process.env, libraryEnvironment(options.library ?? {}, process.env));
  const device = await chooseDevice(options.device);
  const library = provision
    ? await provisionTensorflow({ ...options, device })
    : await findTensorflow({ cacheFolder, device });
  if (!library) throw notInstalled(cacheFolder);
  // Asked before the library takes its part of it.
  const used = device === 'gpu' ? usedGpu(await findGpus(), options.library?.gpuIndex) : undefined;
  const name = await compiledName(library, used, process.env);
  const code = await CompiledCode.open(compiledRoot(cacheFolder), name, { onNotice: options.onNotice });
  Object.assign(process.env, await compileEnvironment(code, process.env));
  const loaded = await loadTensorflowBackend(library);
  if (options.device === 'gpu' && loaded.device === 'cpu') throw noGpu('one that TensorFlow cannot use');
  const gpu = loaded.device === 'gpu' ? used : undefined;
  return {
    binding: loaded.binding,
    code,
    description: `tensorflow ${loaded.version} (${gpu ? `GPU: ${gpu.name}` : processors()})`,
    ...(gpu && {
      gpu: {
        name: gpu.name,
        freeBytes: gpu.freeMiB * 1024 ** 2,
        hasTensorFloat32: hasTensorFloat32(gpu),
      },
    }),
  };
}

function processors(): string {
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? 0) || availableParallelism();
  return `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

const notInstalled = (cacheFolder: string): ThawError =>
  new ThawError({
    code: 'THAW-BACKEND-NOT-INSTALLED',
    message: `TensorFlow ${tensorflowVersion} is not installed`,
    expected: `it under ${cacheFolder}`,
    remedy: 'install it with `thaw provision`; a sweep does so by itself',
  });

/** All problems in one line, each with what would help. */
const summarize = ({ problems }: ThawError): string =>
  problems.map(({ message, remedy }) => (remedy ? `${message} (${remedy})` : message)).join('; ');
