import { createRequire } from 'node:module';

/**
 * Registers the gradients of tfjs's kernels. Only the umbrella package brings them to Node as CommonJS: those of
 * tfjs-core itself (`dist/register_all_gradients.js`) are ES modules without file extensions, which Node cannot load.
 * It is required, not imported: an import would stand in our types too, and tfjs's own need a browser's.
 */
createRequire(import.meta.url)('@tensorflow/tfjs');
