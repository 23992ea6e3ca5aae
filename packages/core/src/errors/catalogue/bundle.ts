import type { Explanations } from './explanations.js';

/** What is carried to machines without a network. */
export const bundle = {
  'THAW-BUNDLE-UNREADABLE':
    'The file is no bundle of `thaw provision --bundle FILE`, or one in a format that this version does not know. `--from` takes the file without a number at its end; `--bundle` replaces a bundle, but no file of another kind.',
  'THAW-BUNDLE-PIECES':
    'Pieces of the bundle are not beside it, are cut short, or have another content than when they were written. Copy those that are named again; the same command then goes on.',
  'THAW-BUNDLE-DAMAGED':
    'All pieces are as they were written, but what they hold is not what the bundle lists: it was not written by Thaw, or was altered. Nothing of it is used.',
  'THAW-BUNDLE-OTHER-MACHINE':
    'The bundle holds a library that this version of Thaw does not use on this machine: another platform or processor, or another version of TensorFlow. Write it on a machine of the same kind, with the same version of Thaw.',
  'THAW-BUNDLE-NO-ROOM': 'There is not enough room for what the bundle holds. `--into` names another folder.',
  'THAW-BUNDLE-SPLIT': 'Pieces below 1 MB would be thousands.',
} as const satisfies Explanations<'BUNDLE'>;
