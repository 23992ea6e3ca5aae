/**
 * Runs the tests of every package and prints the counts on a line of their own at the very end, taken from vitest's
 * own reports (which Nx restores together with a cached result):
 *
 *     123 passed, 0 failed, 1 skipped
 *
 * What the tests need besides npm packages they install themselves when they first need it. THAW_FAILED_CHECKS is how
 * many checks have failed before the tests, in .ci/run; they count as failed tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = readdirSync(join(root, 'packages')).map((name) => ({
  name,
  report: join(root, 'packages', name, '.vitest/results.json'),
}));

for (const { report } of packages) rmSync(report, { force: true });

// One package at a time: each runs its files in parallel, and one TensorFlow fills two cores.
const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
const tests = spawnSync(
  process.execPath,
  [nx, 'run-many', '-t', 'test', '--parallel=1', '--output-style=stream', ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);

const counts = { passed: 0, failed: Number(process.env.THAW_FAILED_CHECKS ?? 0), skipped: 0 };
for (const { name, report } of packages) {
  if (!existsSync(report)) {
    console.log(`${name}: no report, its tests did not run`);
    counts.failed += 1;
    continue;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that fails before its first test counts as one failed test.
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  if (numPassedTests === 0 && numFailedTests + broken === 0) {
    console.log(`${name}: no test ran`);
    counts.failed += 1;
  }
  counts.passed += numPassedTests;
  counts.failed += numFailedTests + broken;
  counts.skipped += numPendingTests + numTodoTests;
}
if (tests.status !== 0 && counts.failed === 0) {
  console.log('Nx reports a failure that no test report explains; see above.');
  counts.failed += 1;
}

const { passed, failed, skipped } = counts;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
