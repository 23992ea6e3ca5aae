import type { Explanations } from './explanations.js';

/** Networks that come from packages and files. */
export const backbone = {
  'THAW-BACKBONE-NOT-FOUND':
    'The spec names a package that is not installed where the spec can import it, or a file that does not exist. Packages are looked for as Node does: in `node_modules` of the folder of the spec and of the folders above it.',
  'THAW-BACKBONE-UNLOADABLE':
    'The package or file is there, but importing it fails: it has a syntax error, throws, lacks a dependency of its own, or its `package.json` does not offer it to imports.',
  'THAW-BACKBONE-VERSION':
    'The package states in its `peerDependencies` which versions of Thaw it is made for, and this is none of them.',
  'THAW-BACKBONE-NO-EXPORT':
    'The module can be imported but exports no backbone. It has to be the default export, or an export called `backbone`.',
  'THAW-BACKBONE-CONTRACT':
    'What the module exports is no sound backbone; each rule that it breaks is listed. Its authors find the same rules as a test suite in `@thaw/backbones/contract`.',
  'THAW-BACKBONE-NAME-TAKEN':
    'Two different networks call themselves the same, so that messages and results could not tell them apart. A package must not call its network as one that is built in.',
  'THAW-BACKBONE-MODEL':
    'The model in the file cannot serve as a backbone: it has layers or settings that Thaw does not have, is no network of one image and one output, or does not say how it sees pixels. Every reason is listed with its layer. [Models](backbones.md#models-of-your-own) tells what a model may be.',
  'THAW-BACKBONE-MODEL-UNREADABLE':
    'The file is damaged, cut off, or holds no model: only weights, perhaps. A model is saved by `model.save("NAME.keras")`; `save_weights` saves none. Of TensorFlow.js it takes a layers model; a graph model has no layers.',
  'THAW-BACKBONE-CHANGED':
    'The network is another than when the sweep was planned, because its package or file was changed meanwhile. What was computed is kept; the same command plans anew and goes on with the network as it is now.',
} as const satisfies Explanations<'BACKBONE'>;
