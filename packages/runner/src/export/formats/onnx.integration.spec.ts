import { runOnnx } from '@thaw/engine/fixtures';
import { describeModelFormat } from '@thaw/execution/contract';
import { describe, it } from 'vitest';
import { onnx } from './onnx.js';

describeModelFormat(
  'ONNX',
  onnx,
  async (files, images, shape) => {
    const file = files.get(onnx.path)!;
    const [outcome] = await runOnnx([{ file, images, shape, batches: [shape[0]] }]);
    return Float32Array.from(outcome!.probabilities[0]!.flat());
  },
  { describe, it },
);
