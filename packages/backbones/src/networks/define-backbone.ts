import { GraphBuilder, type Backbone } from '@thaw/core/graph';

/** What a network's file states: all of a `Backbone`, with its layers in place of `build`. */
export interface BackboneDefinition extends Omit<Backbone, 'build'> {
  /**
   * Adds the layers to `graph`, from `image` (the input layer, `[imageSize, imageSize, 3]`) on.
   * Returns the layer whose output is the network's.
   */
  assemble(graph: GraphBuilder, image: string, imageSize: number): string;
}

/** `build` throws a RangeError when the images are smaller than the network takes. */
export function defineBackbone({ assemble, ...facts }: BackboneDefinition): Backbone {
  const { name, title, minimumImageSize } = facts;
  return {
    ...facts,
    build(imageSize) {
      if (imageSize < minimumImageSize) {
        throw new RangeError(
          `${title} takes images of at least ${minimumImageSize} px, found ${imageSize} px`,
        );
      }
      const graph = new GraphBuilder(name);
      const image = graph.input('input_layer', [imageSize, imageSize, 3]);
      return graph.build(assemble(graph, image, imageSize));
    },
  };
}
