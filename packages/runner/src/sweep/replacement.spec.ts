import type { Stage } from '@thaw/core';
import { expect, it } from 'vitest';
import { Replacement } from './replacement.js';

const stage = (kind: Stage['kind'], key: string, ...parents: string[]) => ({ kind, key, parents });
const features = stage('features', 'f', 'd');
const head = stage('train', 't', 'd', 'f');

it('replaces stages of some kinds, and what is made from them', () => {
  const replacement = new Replacement(['features']);
  replacement.extend([stage('dataset', 'd'), features, head, stage('evaluate', 'e', 't')]);
  expect([...replacement.recomputed]).toEqual(['f', 't', 'e']);
});

it('replaces each once, and of runs that come later also what is made from what was replaced', () => {
  const replacement = new Replacement(['features']);
  replacement.extend([features, head]);
  replacement.done(['f', 't']);
  expect(replacement.recomputed.size).toBe(0);
  replacement.extend([features, stage('train', 'u', 'd', 'f')]);
  expect([...replacement.recomputed]).toEqual(['u']);
});
