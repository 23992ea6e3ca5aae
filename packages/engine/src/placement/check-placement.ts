import { chooseDevice } from '../native/choose-device.js';
import type { BackendCheck } from '../native/check-backend.js';
import { findTensorflow } from '../native/library.js';
import { readPlacement, type Placement } from './read-placement.js';

/** The operations whose time counts. */
const heavy = /^(Conv2D|MatMul)/;

/** Where TensorFlow computes, as it says itself after a step of a training. None where it is not installed. */
export async function checkPlacement({
  cacheFolder,
}: {
  readonly cacheFolder: string;
}): Promise<readonly BackendCheck[]> {
  const device = await chooseDevice('auto').catch(() => undefined);
  const library = device && (await findTensorflow({ cacheFolder, device }).catch(() => undefined));
  if (!library) return [];
  const name = 'placement';
  try {
    return [{ name, ...judgePlacement(await readPlacement(library), library.device) }];
  } catch (error) {
    return [
      { name, ok: false, detail: (error as Error).message, remedy: 'see the lines on TensorFlow above' },
    ];
  }
}

/** Good if every convolution and matrix product of the step, forward and back, is on the device that was asked for. */
export function judgePlacement(
  placements: readonly Placement[],
  device: 'cpu' | 'gpu',
): Omit<BackendCheck, 'name'> {
  const work = placements.filter(({ op }) => heavy.test(op));
  const kinds = [...new Set(work.map(({ op, device: place }) => `${op} on ${place}`))].toSorted();
  const ok = work.length > 0 && work.every(({ device: place }) => place.startsWith(device.toUpperCase()));
  return {
    ok,
    detail: kinds.length > 0 ? kinds.join(', ') : 'TensorFlow does not say where it computes',
    ...(!ok && {
      remedy: 'run `TF_CPP_MIN_LOG_LEVEL=0 thaw doctor` to see why TensorFlow passes the GPU over',
    }),
  };
}
