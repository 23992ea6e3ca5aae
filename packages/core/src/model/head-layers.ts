/** What the names of the head's layers, and of no backbone's, begin with. */
export const headPrefix = 'head_';

export const isHeadLayer = (name: string): boolean => name.startsWith(headPrefix);

/** Of a transformer's tokens, those that are pooled. */
export const headTokens = `${headPrefix}tokens`;
/** Comes first in every head but for these: its output is one row an image. */
export const headPool = `${headPrefix}pool`;
/** Of the hidden ones, counted from 0. */
export const headHidden = (index: number): string => `${headPrefix}dense_${index + 1}`;
/** Comes last in every head. */
export const headLogits = `${headPrefix}logits`;
