/** How many images may be unreadable and are skipped: a share of all, 0–1, or a count. */
export type UnreadableLimit = number | { readonly count: number };

/** A share is rounded up to whole images: one damaged file is no reason to refuse sixty. */
export const allowedUnreadable = (limit: UnreadableLimit, images: number): number =>
  typeof limit === 'number' ? Math.ceil(Number((limit * images).toFixed(6))) : limit.count;
