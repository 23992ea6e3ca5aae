import { graphHash, type Backbone } from '@thaw/core';

/** By this a worker process sees that it has loaded the network that was planned with. */
export const fingerprintOf = (backbone: Backbone): string =>
  graphHash(backbone.build(backbone.defaultImageSize), backbone.preprocessing);
