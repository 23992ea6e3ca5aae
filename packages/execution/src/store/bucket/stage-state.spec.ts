import { expect, it } from 'vitest';
import { emptyState, parseState, stateContent } from './stage-state.js';

const stage = { kind: 'train', key: 'f00d' } as const;

it('what is nested too deep is no state of a stage', () => {
  const written = new TextDecoder().decode(stateContent(stage, emptyState));
  const deep = written.replace('"about": {', `"about": {"x":${'['.repeat(50_000)}${']'.repeat(50_000)},`);
  expect(parseState(stage, new TextEncoder().encode(written))).toEqual(emptyState);
  expect(parseState(stage, new TextEncoder().encode(deep))).toBeUndefined();
});
