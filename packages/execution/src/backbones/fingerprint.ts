import { contentHash, graphHash, type Backbone } from '@thaw/core';

/** By this a worker process sees that it has loaded the network that was planned with. */
export const fingerprintOf = ({ build, minimumImageSize, weights }: Backbone): string =>
  contentHash([
    graphHash(build(minimumImageSize), weights[0].preprocessing),
    weights.map(({ tag, imageSize, preprocessing }) => ({ tag, imageSize, preprocessing })),
  ]);
