export { accompanyingNames, damageNotice } from './damage-notice.js';
export { FeatureCache } from './feature-cache.js';
export { claimedStages, type ClaimedStage } from './folder/claimed-stages.js';
export { FileStageStore } from './folder/file-stage-store.js';
export { StoreFolder } from './folder/store-folder.js';
export { ignoreInGit } from './ignore-in-git.js';
export { pruneStore } from './prune-store.js';
export type { Removal } from './removal.js';
export { requireStore } from './require-store.js';
