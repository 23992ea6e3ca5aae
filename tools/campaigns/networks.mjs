/**
 * Has the two engines agree on features, gradients and steps of every network, at several depths of training; a test does
 * so for those two that between them have every kind of layer:
 *
 *     node tools/campaigns/networks.mjs
 *
 * What it came to is written down in tools/campaigns/results.md.
 */
import { backbones } from '@thaw/backbones';
import { runSpec } from './run-spec.mjs';

runSpec('src/parity/engine-agreement.integration.spec.ts', { THAW_NETWORKS: Object.keys(backbones).join() });
