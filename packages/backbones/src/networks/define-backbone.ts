import { GraphBuilder, imageSizeFault, type Backbone } from '@thaw/core/graph';

/** What a network's file states: all of a `Backbone`, with its layers in place of `build`. */
export interface BackboneDefinition extends Omit<Backbone, 'build'> {
  /**
   * Adds the layers to `graph`, from `image` (the input layer, `[imageSize, imageSize, 3]`) on.
   * Returns the layer whose output is the network's.
   */
  assemble(graph: GraphBuilder, image: string, imageSize: number): string;
}

/** `build` throws a RangeError when the images are of a size that the network does not take. */
export function defineBackbone({ assemble, ...facts }: BackboneDefinition): Backbone {
  const { name } = facts;
  return {
    ...facts,
    build(imageSize) {
      const fault = imageSizeFault(facts, imageSize);
      if (fault) throw new RangeError(`${fault.message}: expected ${fault.expected}, found ${imageSize} px`);
      const graph = new GraphBuilder(name);
      const image = graph.input('input_layer', [imageSize, imageSize, 3]);
      return graph.build(assemble(graph, image, imageSize));
    },
  };
}
