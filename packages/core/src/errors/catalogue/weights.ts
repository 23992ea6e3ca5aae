import { weightsFileEndings } from '../../graph/weights-format.js';
import { listing } from '../listing.js';
import type { Explanations } from './explanations.js';

/** Pretrained weights and weight files. */
export const weights = {
  'THAW-WEIGHTS-NONE':
    'For this network no pretrained weights are published in a form that Thaw can read. Give a file, or write `weights: random`.',
  'THAW-WEIGHTS-UNAVAILABLE':
    "The pretrained weights are neither in Thaw's cache nor in Keras's (`~/.keras/models`), and none of the places that publish them could be reached. Where there is no network, bring the file by hand.",
  'THAW-WEIGHTS-HUB':
    'The Hugging Face Hub, or what `HF_ENDPOINT` names in its place, does not give the weights: there is no such repository, revision or file of weights, or they are for those alone who have accepted terms and send a token by `HF_TOKEN` ([docs/weights.md](weights.md#from-the-hugging-face-hub)).',
  'THAW-WEIGHTS-CACHE':
    'The weights cannot be written into the cache folder: it is full, or you have no right to write there. `THAW_CACHE` names another folder.',
  'THAW-WEIGHTS-NOT-FOUND':
    'There is no file at `backbone.weights.file`, or a file that it names is not beside it. A relative path starts from the folder of the spec.',
  'THAW-WEIGHTS-FORMAT': `The name of the file does not tell of a format that Thaw reads: ${listing(
    weightsFileEndings.map((ending) => `\`${ending}\``),
    'or',
  )}.`,
  'THAW-WEIGHTS-CHANGED':
    'The file does not have the hash that the spec demands, or that it had when the work was planned, so it is another file, or it was changed.',
  'THAW-WEIGHTS-UNREADABLE':
    'The file is damaged, incomplete or of another kind than its name says, or reading it takes far more time or memory than a file of its size should ([docs/security.md](security.md)).',
  'THAW-WEIGHTS-MISMATCH':
    'The file is sound but holds the weights of another network. What each layer misses is listed.',
  'THAW-WEIGHTS-VALUES':
    'The file fits the network, but holds what is no number (NaN, infinity), a negative variance, or magnitudes that no training ends with: learned weights beyond 10,000, moving means beyond a million, moving variances beyond 1e12. The file is damaged, or was saved of a training that had diverged.',
} as const satisfies Explanations<'WEIGHTS'>;
