import { inject } from 'vitest';
import type {} from './shared-server.fixture.js';

/**
 * The address of a real MLflow that other specs use at the same time: each names experiments that no other does, and
 * neither stops it nor counts what is there in all. The first to ask waits until it is up, and installed if need be.
 */
export async function sharedMlflow(): Promise<string> {
  const response = await fetch(inject('mlflowAt'));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}
