import { exportModel as writeModel } from '../api/export-model.js';
import { defineCommand } from '../cli/command.js';
import { runOptions, storeOptions } from '../cli/common-options.js';
import { keptFormat, modelFormatNames } from '../export/model-formats.js';
import { showProgress } from '../progress/show-progress.js';
import { formatBytes } from '../text/bytes.js';
import { surroundingsIn } from './session.js';

export const exportModel = defineCommand({
  name: 'export',
  summary: 'Write the trained model of a run, for TensorFlow, MLflow and whatever serves them',
  options: {
    ...runOptions,
    format: {
      kind: 'choice',
      choices: modelFormatNames,
      many: true,
      description: `What to write the model as (repeatable; default: ${keptFormat})`,
    },
    precision: {
      kind: 'choice',
      choices: ['float32', 'float16'],
      description: 'What to keep weights in, where the format can (default: float32)',
    },
    demo: { kind: 'flag', description: 'With tfjs: a page, too, that tries the model in a browser' },
    out: { kind: 'path', placeholder: 'DIR', required: true, description: 'The folder to make' },
    force: { kind: 'flag', description: 'Replace a folder that an export wrote' },
    ...storeOptions,
  },
  examples: [
    'thaw export 3f2a9c --out flowers-model',
    'thaw export 3f2a9c --format savedmodel --format onnx --out flowers-model --force',
    'thaw export 3f2a9c --format tfjs --demo --out flowers-page',
  ],
  async run({ format, ...options }, context) {
    const progress = showProgress(false, context);
    try {
      const { run, files } = await writeModel({
        ...{ ...surroundingsIn(context), signal: context.signal, ...options },
        ...(format.length > 0 && { formats: format }),
        onEvent: (event) => progress.show(event),
      });
      progress.close();
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      context.stdout.write(
        `${options.out} has the model of run ${run}, ${formatBytes(bytes)}; its README.md says how to use it\n`,
      );
      return 0;
    } finally {
      progress.close();
    }
  },
});
