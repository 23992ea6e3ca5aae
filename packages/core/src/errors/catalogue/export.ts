import type { Explanations } from './explanations.js';

/** Trained models for use elsewhere. */
export const exporting = {
  'THAW-EXPORT-EXISTS':
    'A model is written into a folder of its own, and nothing that is there already is overwritten. Name another folder, or have this one replaced as a whole with `--force`, if an export wrote it.',
  'THAW-EXPORT-FOREIGN':
    'With `--force` an export replaces a folder that an export wrote: one in which `SHA256SUMS` names every file, and each is as it was written. This one holds something else, which might be yours. Name another folder, or take out of this one what is not of an export.',
  'THAW-EXPORT-LAYER':
    'The format has nothing that says what a layer of the network does. The message names the layer, and the formats that can.',
  'THAW-EXPORT-NOT-FINISHED':
    'Only a run that finished has a model. Run its sweep again: it goes on from the last checkpoint.',
  'THAW-EXPORT-OTHER-WEIGHTS':
    'A checkpoint holds what was trained; the other weights are those that the backbone began with. They have to be the ones of the training, told by their hash, and what would be used now are others.',
  'THAW-EXPORT-NO-TRAINING':
    'The checkpoint that the run ended with, or the index of its images, is damaged or is not in the store any more, as after `thaw store prune`. Run its sweep again: what is missing is computed again.',
  'THAW-EXPORT-NO-LOGGED-MODEL':
    'A registered version is of a logged model, and the server has none of this run that is whole, though it was just sent: somebody has deleted it, its run or its experiment in MLflow, where it can be restored.',
  'THAW-EXPORT-TOO-LARGE':
    'An ONNX file is one message of protobuf, which holds less than 2 GiB. Export with `--precision float16`, which takes half of it.',
  'THAW-EXPORT-PRECISION':
    'In float16 and int8 a model can be written as ONNX alone; in float16 if none of its weights is beyond 65504, which is as much as float16 holds. Export in float32, which every format can.',
  'THAW-EXPORT-NO-PYTHON':
    '`--precision int8` rounds by the quantiser of onnxruntime, which is Python 3.11 or newer with pip. Thaw installs what it needs into its cache. In float32 and float16 a model is written without.',
  'THAW-EXPORT-PIP': 'pip could not install onnxruntime into its environment in the cache.',
  'THAW-EXPORT-ONNXRUNTIME':
    'onnxruntime has failed at rounding the model, or at computing images by it. What it said last is with the message. The model in float32 is not concerned.',
} as const satisfies Explanations<'EXPORT'>;
