import { contentHash } from '../hash/content-hash.js';
import { stageVersions, type StageKind } from './stage.js';

/** Names a stage's result by all that it depends on. */
export const stageKey = (kind: StageKind, settings: unknown, parents: readonly string[]): string =>
  contentHash([kind, stageVersions[kind], settings, parents]);
