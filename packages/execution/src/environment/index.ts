export { cacheFolder, kerasFolder } from './folders.js';
export { hubPlaces } from './hub-places.js';
export { memoryLimit } from './memory-limit.js';
export { thawVersion } from './version.js';
export { describeAddress, isBucketAddress, parseBucketAddress } from './bucket-address.js';
