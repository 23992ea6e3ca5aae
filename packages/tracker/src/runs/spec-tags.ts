import { isReservedTag } from '@thaw/core';

type Tags = Readonly<Record<string, string>>;

/** All that Thaw journals of its own beside the tags of the spec. */
const ownNames: ReadonlySet<string> = new Set([
  'thaw.version',
  'thaw.backbone',
  'thaw.git.dirty',
  'mlflow.source.git.commit',
  'mlflow.source.git.branch',
  'mlflow.runColor',
]);

/** What the spec has set of an event's tags. */
export const specTags = (tags: Tags): Tags => only(tags, (name) => !isReservedTag(name));

/** What Thaw has added to them. */
export const ownTags = (tags: Tags): Tags => only(tags, (name) => ownNames.has(name));

/** Names that no spec may set now and some could: sent to a server, they would rename runs or hide them from Thaw. */
export const strayTags = (tags: Tags): readonly string[] =>
  Object.keys(tags).filter((name) => isReservedTag(name) && !ownNames.has(name));

const only = (tags: Tags, isWanted: (name: string) => boolean): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => isWanted(name)));
