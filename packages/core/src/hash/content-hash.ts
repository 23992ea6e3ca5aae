import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** SHA-256 of a value's canonical JSON, in hex. */
export const contentHash = (value: unknown): string => hash('sha256', canonicalJson(value), 'hex');

/** How much of a hash identifies runs and sweeps to people: 12 hex digits. */
export const shortHash = (value: unknown): string => contentHash(value).slice(0, 12);
