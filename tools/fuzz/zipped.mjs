import { zipSync } from 'fflate';

/** A zip that is the same at all times. */
export const zipped = (entries, { isStored = false } = {}) =>
  zipSync(entries, { level: isStored ? 0 : 1, mtime: new Date(1980, 0, 1) });
