export { createOutput } from './create-output.js';
export { fileProblem, withFileProblems } from './file-problem.js';
export { bytesBelow } from './files-below.js';
export type { FileState } from './file-state.js';
export { requireOutput, requireWritableStore, requireWritableTemporary } from './require-writable.js';
export { isFilePlace, writeOutput } from './write-output.js';
