import { isReservedTag } from '@thaw/core';

type Tags = Readonly<Record<string, string>>;

/** What the spec has set of an event's tags. */
export const specTags = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => !isReservedTag(name)));

/** Names that no spec may set now and some could: sent to a server, they would rename runs or hide them from Thaw. */
export const strayTags = (tags: Tags): readonly string[] => Object.keys(tags).filter(isReservedTag);
