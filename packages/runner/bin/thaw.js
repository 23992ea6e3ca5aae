#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In a published package there are no sources, and what is built is what there is; so it is for a shell, which waits.
if (process.argv[2] !== '__complete' && existsSync(new URL('../src', import.meta.url))) {
  const { buildIfStale } = await import('./checkout.js');
  buildIfStale();
}
await import('../dist/cli/main.js');
