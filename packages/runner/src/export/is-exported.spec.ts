import { expect, it } from 'vitest';
import { demoFiles } from './demo.js';
import { isExported } from './is-exported.js';
import { mlflowFiles } from './mlflow-model.js';
import { modelFormats } from './model-formats.js';

it('knows what an export writes, and that data is none of it', async () => {
  const mlflow = mlflowFiles({
    flavour: { name: 'onnx', config: {}, loader: 'mlflow.onnx', requirements: [] },
    ...{ imageSize: 32, resize: { mode: 'stretch', interpolation: 'bilinear' }, classes: [] },
    ...{ modelBytes: 0, createdMs: 0, run: '3f2a9c' },
  });
  const formats = Object.values(modelFormats).map(({ path }) => path);
  const paths = [...(await demoFiles()).keys(), ...Object.keys(mlflow), ...formats, 'tfjs/group1.bin'];
  expect(paths.filter((path) => !isExported(path))).toEqual([]);
  expect(['photos/1.jpg', 'labels.csv', 'my/README.md'].filter(isExported)).toEqual([]);
});
