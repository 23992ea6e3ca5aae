/**
 * Kills a TPE sweep of folds whose groups are stopped and let on, with all its processes, at twenty random moments of its course, and
 * sees that it comes to the proposals, the numbers, the ends and the ranking of one that was left alone; a test does so with two:
 *
 *     node tools/campaigns/stopping.mjs [KILLS]
 *
 * What it came to is written down in tools/campaigns/results.md.
 */
import { runSpec } from './run-spec.mjs';

runSpec('src/commands/stopped-folds.integration.spec.ts', { THAW_KILLS: process.argv[2] ?? '20' });
