import { expect, it } from 'vitest';
import { endOfJob, lastWords } from './ray-words.js';

it('why Ray refuses is the last exception of a trace, or what else it says', () => {
  const trace =
    'Traceback (most recent call last):\n  File "a.py"\nRuntimeError: 400: Traceback\nValueError: taken\n.\n';
  expect(lastWords(trace)).toBe('ValueError: taken');
  expect(lastWords('\n<html>\u001b[31m Welcome</html>\n')).toBe('<html> [31m Welcome</html>');
  expect(lastWords('')).toBe('nothing');
  expect(lastWords('x'.repeat(10_000))).toHaveLength(500);
});

it('how a job has ended is why, and the last of what it has printed', () => {
  const message = `Job entrypoint command failed with exit code 3, last available logs (truncated to 20,000 chars):
2026-11-27 19:13:49,530\tINFO job_manager.py:581 -- Runtime env is setting up.
Running entrypoint for job thaw-1: exec bash worker.sh
one
two
three
no \u001b[1mmodule
`;
  expect(endOfJob(message)).toBe('Job entrypoint command failed with exit code 3; two; three; no [1mmodule');
  expect(endOfJob('Job was intentionally stopped.')).toBe('Job was intentionally stopped.');
});
