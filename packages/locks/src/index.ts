export { besideOf } from './beside.js';
export { freeBytes } from './free-bytes.js';
export { describeProcess, thisProcess, type ProcessName } from './process-name.js';
export { keepRenewed, leaseMs, livenessOf, type Liveness } from './liveness.js';
export { describeHolder, holderOf, tryLock, type Holder, type Lock, type LockAttempt } from './lock.js';
export { makeFolder } from './make-folder.js';
export { syncFolder } from './sync-folder.js';
export { writeNew } from './write-new.js';
export { waitForLock, withLock, type WaitOptions } from './with-lock.js';
