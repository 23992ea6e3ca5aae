export { cacheHubFile, cachePretrained } from './cache-weights.js';
export { fetchWeights } from './fetch-weights.js';
export { identifyFetched } from './identify-fetched.js';
export { type WeightsIdentity, identifyWeights } from './identify-weights.js';
export { glimpsePretrained, publishedSources } from './pretrained-file.js';
export { provideWeights } from './provide-weights.js';
export { reachWeights, type WeightsReach } from './reach-weights.js';
export { hashFile } from './file-hash.js';
export type { WeightsPlaces } from './weights-places.js';
