import { cacheFolder } from '@thaw/execution/environment';
import { defineCommand } from '../cli/command.js';
import { deviceOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';

export const provision = defineCommand({
  name: 'provision',
  summary: 'Install TensorFlow for Thaw into the cache folder, as the first sweep does by itself',
  options: { ...deviceOptions },
  examples: ['thaw provision', 'thaw provision --gpu'],
  async run({ cpu, gpu }, context) {
    const { chooseDevice, provisionTensorflow } = await import('@thaw/engine');
    const progress = showProgress(false, context);
    try {
      const library = await provisionTensorflow({
        cacheFolder: cacheFolder(context.env),
        device: await chooseDevice(gpu ? 'gpu' : cpu ? 'cpu' : 'auto'),
        onProgress: (step) => progress.show({ type: 'progress', ...step }),
        signal: context.signal,
      });
      progress.close();
      context.stdout.write(
        `TensorFlow ${library.version} (${library.device}) is ready in ${library.folder}\n`,
      );
      return 0;
    } finally {
      progress.close();
    }
  },
});
