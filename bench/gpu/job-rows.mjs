// What a user starts, from the command to its end: features of JPEGs, and a sweep of twelve runs.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { drawPhotograph } from '../images/photograph.mjs';
import { runWorkload, watch, watchThaw } from '../processes.mjs';
import { writeSpec } from './write-spec.mjs';

const bench = join(import.meta.dirname, '..');

export function jobRows({ folder, hasGpu, isSmall, python }) {
  const [images, backbone, size] = isSmall ? [16, 'mobilenetv2', 32] : [6000, 'resnet50', 224];
  const thaw = join(bench, '../packages/runner/bin/thaw.js');
  return [
    {
      name: `features of ${images} JPEGs 500 × 375, ${backbone} ${size}`,
      aim: '1.2 × a loader with a worker a core',
      async measure() {
        const photographs = await drawPhotographs(join(folder, 'photographs'), images);
        const args = ['features', '--backbone', backbone, '--image-size', size, '--weights', 'random'];
        const places = ['--images', photographs, '--out', join(folder, 'features.npy')];
        const all = [thaw, ...args.map(String), ...places, '--store', join(folder, 'store')];
        let openedMs;
        const { seconds, peakMiB } = await watch(process.execPath, all, {
          // The first word of progress: all is open, and nothing is read yet.
          onNote: (text) => text.includes(` 0 of ${images} images`) && (openedMs ??= performance.now()),
        });
        const loop = images / ((performance.now() - openedMs) / 1000);
        rmSync(join(folder, 'store'), { recursive: true });
        const found = {
          'img/s': loop.toFixed(0),
          'of the whole command': (images / seconds).toFixed(0),
          'host MiB': peakMiB,
        };
        if (!python) return found;
        const told = ['--backbone', backbone, '--size', size, '--batch', 256, '--images', photographs];
        const startMs = performance.now();
        const other = runWorkload(python, [join(bench, 'torch/features.py'), ...told.map(String)]);
        const whole = images / ((performance.now() - startMs) / 1000);
        return {
          ...found,
          loader: other.imagesPerSecond.toFixed(0),
          'of its whole command': whole.toFixed(0),
          '× loader': (loop / other.imagesPerSecond).toFixed(2),
          '× whole': (images / seconds / whole).toFixed(2),
        };
      },
    },
    ...['float32', 'bfloat16'].map((precision) => ({
      name: `${isSmall ? 'a small sweep' : 'experiments/xception.yaml, 12 runs'}, ${precision}`,
      aim: 'at most 10 s',
      async measure() {
        const spec = isSmall
          ? writeSpec(folder, { name: 'small', size: 32, batch: 16, backbone })
          : join(bench, '../experiments/xception.yaml');
        // Weights take as long to compute with whatever they are, and a bare machine has none.
        const settings = [
          'backbone.weights=random',
          `precision=${hasGpu && precision === 'float32' ? 'tensorfloat32' : precision}`,
        ];
        const set = settings.flatMap((setting) => ['--set', setting]);
        const store = join(folder, `sweep-${precision}`);
        let sweep;
        const { seconds, peakMiB } = await watchThaw(['sweep', '--spec', spec, ...set, '--store', store], {
          onLine(event) {
            if (event.type === 'sweep-ended') sweep = event;
          },
        });
        rmSync(store, { recursive: true });
        return {
          seconds: sweep.seconds.toFixed(1),
          'with the start': seconds.toFixed(1),
          expected: sweep.expectedSeconds?.toFixed(1) ?? 'unknown',
          'host MiB': peakMiB,
        };
      },
    })),
  ];
}

/** Each is another, as the store knows content. */
async function drawPhotographs(folder, count) {
  mkdirSync(folder, { recursive: true });
  const file = await drawPhotograph(500, 375);
  for (let image = 0; image < count; image++) {
    // A comment, which is no part of the picture.
    const comment = Buffer.from(`${image}`.padStart(8, '0'));
    const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
    writeFileSync(
      join(folder, `${image}.jpg`),
      Buffer.concat([file.subarray(0, 2), segment, file.subarray(2)]),
    );
  }
  return folder;
}
