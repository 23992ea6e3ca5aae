import { createRequire } from 'node:module';
import type { NativeLibrary } from '../native/library.js';
import { lastLines, runSubprocess } from '../native/subprocess.js';

/** The built file, also when this one runs from source in a test. */
const probe = createRequire(import.meta.url).resolve('@thaw/engine/placement-probe');

/** One operation of a training step, and the device that TensorFlow gave it: `GPU:0`, `CPU:0`. */
export interface Placement {
  /** TensorFlow's name of the kind: `Conv2DBackpropFilter`. */
  readonly op: string;
  readonly device: string;
}

/** Trains one step in a process of its own and reads from TensorFlow's log where each operation went. */
export async function readPlacement(library: NativeLibrary): Promise<readonly Placement[]> {
  const env = { TF_CPP_VMODULE: 'placer=1', TF_CPP_MIN_LOG_LEVEL: '0' };
  const { ok, stderr } = await runSubprocess(process.execPath, [probe, JSON.stringify(library)], { env });
  if (!ok) throw new Error(`the step did not end well: ${lastLines(stderr, 3)}`);
  return parsePlacement(stderr);
}

/** From lines such as `… placer.cc:172] conv/Conv2D(Conv2D) placed on: /job:localhost/replica:0/task:0/device:CPU:0`. */
export const parsePlacement = (log: string): readonly Placement[] =>
  [...log.matchAll(/\] \S+\((\w+)\) placed on: \S*device:(\w+:\d+)/g)].map(([, op, device]) => ({
    op: op!,
    device: device!,
  }));
