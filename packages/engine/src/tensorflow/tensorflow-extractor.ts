import type { Extractor, ExtractorOptions, ImageChanges } from '@thaw/core';
import type { TfjsBinding } from '../native/tfjs-binding.js';
import { compileExtraction } from './compile/compile-extraction.js';
import type { NetworkInput } from './compile/inputs.js';
import type { Output } from './graph-def/node-list.js';
import { Session } from './session/session.js';
import type { Unordered } from '../in-order.js';

export class TensorflowExtractor implements Unordered<Extractor> {
  private constructor(
    private readonly session: Session,
    private readonly images: NetworkInput,
    private readonly outputs: readonly Output[],
  ) {}

  static async create(binding: TfjsBinding, options: ExtractorOptions): Promise<Unordered<Extractor>> {
    const { graph, images, variables, weights, outputs } = compileExtraction(options);
    const session = await Session.open(binding, graph, (opened) =>
      variables.fill(opened, (path) => weights.get(path)!),
    );
    return new TensorflowExtractor(session, images, outputs);
  }

  extract(images: Uint8Array, size: number, changes?: readonly ImageChanges[]): Promise<Float32Array[]> {
    return this.session.run(this.images.feed(images, size, changes), this.outputs);
  }

  dispose(): void {
    this.session.close();
  }
}
