// Steps without reading images: extraction and training, compiled by XLA on a GPU, against PyTorch eager and compiled.
import { join } from 'node:path';
import { lastLine, runWorkload, watch } from '../processes.mjs';
import { median } from '../statistics.mjs';
import { watchLoad } from './graphics-cards.mjs';

const bench = join(import.meta.dirname, '..');

/** `compiled`: PyTorch takes a minute to compile, so only where it is what people would otherwise use. */
const workloads = [
  { kind: 'extract', backbone: 'resnet50', size: 224, batch: 256, precision: 'float32', aim: '1.0 × eager' },
  { kind: 'extract', backbone: 'resnet50', size: 224, batch: 256, precision: 'bfloat16', aim: '1.0 × eager' },
  { kind: 'train', backbone: 'resnet50', size: 224, batch: 128, precision: 'float32', aim: '1.1 × eager' },
  {
    ...{ kind: 'train', backbone: 'resnet50', size: 224, batch: 128, precision: 'bfloat16', compiled: true },
    aim: '1.25 × eager, 0.8 × compiled',
  },
  { kind: 'train', backbone: 'xception', size: 299, batch: 64, precision: 'float32', aim: '1.1 × eager' },
  { kind: 'train', backbone: 'xception', size: 299, batch: 64, precision: 'bfloat16', aim: '1.25 × eager' },
  ...[32, 512].map((batch) => ({
    ...{ kind: 'train', backbone: 'resnet50', size: 224, batch, precision: 'bfloat16', aim: '1.25 × eager' },
  })),
];

export function stepRows({ hasGpu, seconds, isSmall, python }) {
  const small = { backbone: 'mobilenetv2', size: 32, batch: 2 };
  return workloads.map(({ kind, aim, compiled, ...usual }) => {
    const settings = { ...usual, ...(isSmall && small) };
    const measure = async () => {
      const told = { ...settings, seconds };
      // What PyTorch multiplies in where it is allowed to, as it is here.
      const rounded = hasGpu && told.precision === 'float32' && { precision: 'tensorfloat32' };
      // Compiling takes seconds on a GPU, and minutes on a CPU, where it does not pay.
      const compile = hasGpu ? 'always' : 'off';
      const thaw = await measureThaw(kind, { ...told, ...rounded, compile });
      const modes = python ? ['eager', ...(compiled ? ['compiled'] : [])] : [];
      const others = modes.map((mode) => {
        const args = [join(bench, 'torch', `${kind}.py`), ...wordsOf({ ...told, mode })];
        return against(mode, thaw, () => runWorkload(python, args));
      });
      return Object.assign({}, thaw, ...others);
    };
    return { name: `${kind} ${Object.values(settings).join(' ')}`, aim, measure };
  });
}

const wordsOf = (settings) => Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);

/** PyTorch compiles only where it finds a compiler and what that needs: the rest of the row stands without it. */
function against(mode, { 'img/s': thaw }, measure) {
  try {
    const { imagesPerSecond } = measure();
    return { [mode]: imagesPerSecond.toFixed(0), [`× ${mode}`]: (thaw / imagesPerSecond).toFixed(2) };
  } catch (error) {
    return { [mode]: lastLine(error) };
  }
}

async function measureThaw(kind, settings) {
  let result;
  const stop = watchLoad();
  const script = join(bench, 'thaw', `${kind}.mjs`);
  await watch(process.execPath, [script, ...wordsOf(settings)], { onLine: (line) => (result = line) });
  // Before that it compiled.
  const loads = stop(settings.seconds);
  const { imagesPerSecond, warmSeconds, cpuMsPerImage, peakMiB } = result;
  return {
    'img/s': Number(imagesPerSecond.toFixed(imagesPerSecond < 100 ? 1 : 0)),
    's before': warmSeconds.toFixed(1),
    'CPU ms an image': cpuMsPerImage.toFixed(2),
    'host MiB': peakMiB,
    ...(loads.length > 0 && { 'busy %': median(loads) }),
  };
}
