/**
 * Has onnxruntime compute all networks and holds their probabilities against ours; a test does so for one of each kind. Fills in
 * the table of tools/campaigns/onnx.md:
 *
 *     node tools/campaigns/onnx.mjs                     all
 *     node tools/campaigns/onnx.mjs -t convnext         whose names hold that
 */
import { runSpec } from './run-spec.mjs';

runSpec('src/parity/onnx.integration.spec.ts', { THAW_ONNX: 'all' }, process.argv.slice(2));
