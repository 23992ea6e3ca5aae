/**
 * Registers the gradients of tfjs's kernels. Only the umbrella package brings them to Node as CommonJS: those of
 * tfjs-core itself (`dist/register_all_gradients.js`) are ES modules without file extensions, which Node cannot load.
 */
import '@tensorflow/tfjs';
