import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emoji, thaw } from '../commands/thaw.fixture.js';

/** A real network with real weights, small enough for a test: EfficientNet-Lite0 at 64 pixels. */
const spec = (name: string, parameters: string) => `
name: ${JSON.stringify(name)}
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2, test: 0.2 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases:
  - name: extract
    epochs: 3
  - name: fine-tune
    trainable: { from: block7a_expand_conv }
    epochs: 2
tracking: { experiment: emoji, model: none }
sweep:
  parameters: { ${parameters} }
`;

/** Runs a sweep into a store and says by its exit code and words if that failed. */
export async function sweepInto(store: string, name: string, parameters: string): Promise<void> {
  await mkdir(store, { recursive: true });
  const file = join(store, 'spec.yaml');
  await writeFile(file, spec(name, parameters));
  const { code, stderr } = await thaw(['sweep', '--spec', file, '--store', store]);
  if (code !== 0) throw new Error(stderr);
}

export const fourRuns = 'head.dropout: [0, 0.5], phases.fine-tune.optimizer.learningRate: [1e-4, 1e-3]';
