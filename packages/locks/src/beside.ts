import { randomUUID } from 'node:crypto';

/** Where something is written before it is renamed to its place: on the same disk, under a name that nobody else takes. */
export const besideOf = (path: string): string =>
  `${path}.${process.pid}-${randomUUID().slice(0, 8)}.partial`;
