export { cacheModes, openCache, type CacheMode, type CacheSettings } from './open-cache.js';
export type { RemoteStages } from './remote-stages.js';
export { StageUploads } from './stage-uploads.js';
