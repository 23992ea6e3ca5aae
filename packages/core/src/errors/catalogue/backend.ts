import type { Explanations } from './explanations.js';

/** The library that computes, and how it is installed. */
export const backend = {
  'THAW-BACKEND-NOT-INSTALLED':
    'TensorFlow was asked for but is not in the cache. A sweep installs it by itself the first time.',
  'THAW-BACKEND-UNSUPPORTED-PLATFORM':
    'TensorFlow publishes no library for this operating system, processor or C library. `--backend wasm` works everywhere, but slowly and with fewer layers to train.',
  'THAW-BACKEND-NO-PYTHON':
    'TensorFlow is fetched by pip, which needs Python 3 in PATH. It is not used after that.',
  'THAW-BACKEND-NO-PIP': 'TensorFlow is fetched by pip, and this Python has none.',
  'THAW-BACKEND-NO-COMPILER':
    'The binding between Node and TensorFlow is compiled on your machine, which needs a C++17 compiler.',
  'THAW-BACKEND-COMPILE-FAILED':
    'The compiler could not build the binding between Node and TensorFlow. Its last lines are shown. The environment variable `CXX` names another compiler.',
  'THAW-BACKEND-NO-NETWORK': 'pip could not reach its package index.',
  'THAW-BACKEND-WHEEL-NOT-FOUND':
    'The package index that pip is set up for does not offer the version of TensorFlow that Thaw uses; a mirror may lag behind.',
  'THAW-BACKEND-HASH-MISMATCH':
    'What pip fetched is not the file that Thaw knows by its hash. It was damaged on the way, or somebody between you and the index alters files. It is not used.',
  'THAW-BACKEND-PIP-FAILED': 'pip could not fetch TensorFlow, for a reason that it says itself.',
  'THAW-BACKEND-UNPACK-FAILED':
    'The fetched wheel could not be unpacked; most often the disk is full or failing.',
  'THAW-BACKEND-DAMAGED':
    'A file of the installed library was changed after it was installed. Delete the named folder; `thaw provision` installs it again.',
  'THAW-BACKEND-CACHE-UNWRITABLE': 'The cache folder cannot be written. `THAW_CACHE` names another.',
  'THAW-BACKEND-DISK-FULL':
    'There is not enough room for TensorFlow in the cache folder. `THAW_CACHE` names another.',
  'THAW-BACKEND-NO-GPU':
    'A GPU was demanded by `--gpu`, but none can be used: there is none, its driver is too old, or TensorFlow publishes no GPU library for the platform.',
  'THAW-BACKEND-LOAD-FAILED':
    'TensorFlow is installed but cannot be loaded into this process. Delete the named folders, and it is installed anew.',
  'THAW-BACKEND-UNSUPPORTED-SETTING':
    'The spec asks for a `precision`, `memory` or `compile` that what computes does not know: all are for the tensorflow backend, and `tensorfloat32` for a GPU since Ampere. `thaw doctor` says what is used and why.',
  'THAW-BACKEND-CANNOT-TRAIN':
    'The backend lacks the gradients of layers that a phase thaws. Use another backend, or thaw other layers; `thaw doctor` says why TensorFlow is not used.',
} as const satisfies Explanations<'BACKEND'>;
