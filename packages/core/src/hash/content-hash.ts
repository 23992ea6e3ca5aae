import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.js';

/** SHA-256 of a value's canonical JSON, in hex. */
export const contentHash = (value: unknown): string => bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));

/** How much of a hash identifies runs and sweeps to people: 12 hex digits. */
export const shortHash = (value: unknown): string => contentHash(value).slice(0, 12);
