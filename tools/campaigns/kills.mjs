/**
 * Kills a sweep, or its worker, at a thousand random moments, and sees that no number and no weight differs from those of
 * a sweep that was left alone; a test does so with a few. It takes some five seconds a kill:
 *
 *     node tools/campaigns/kills.mjs [KILLS]
 *
 * What it came to is written down in tools/campaigns/results.md.
 */
import { runSpec } from './run-spec.mjs';

runSpec('src/commands/resume.integration.spec.ts', { THAW_KILLS: process.argv[2] ?? '1000' });
