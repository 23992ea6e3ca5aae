/**
 * Runs the tests of every package and prints, at the very end, those that failed and the counts on a line of their own,
 * taken from vitest's own reports (which Nx restores together with a cached result):
 *
 *     123 passed, 0 failed, 1 skipped
 *
 * What the tests need besides npm packages they install themselves when they first need it. THAW_FAILED_CHECKS is how
 * many checks have failed before the tests, in .ci/run; they count as failed tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Characters of what a failed test says that are said once more at the end. */
const MESSAGE_LIMIT = 2000;

/** Every target that runs tests, with the report that it leaves; `test`, and `test-integration` where there is some. */
const suites = readdirSync(join(root, 'packages')).flatMap((name) => {
  const folder = join(root, 'packages', name);
  const { targets } = JSON.parse(readFileSync(join(folder, 'project.json'), 'utf8'));
  return Object.keys(targets)
    .filter((target) => ['test', 'test-integration'].includes(target))
    .map((target) => ({ name: `${name}:${target}`, report: join(folder, `.vitest/${target}.json`) }));
});
for (const { report } of suites) rmSync(report, { force: true });

const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
/** Whether Nx reports no failure. */
const run = (target, parallel) =>
  spawnSync(
    process.execPath,
    [
      ...[nx, 'run-many', '-t', target, `--parallel=${parallel}`, '--output-style=stream'],
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  ).status === 0;

// Unit tests of a package take one core. Integration tests run their files in parallel, and much of their time wait for
// what they have started, each package most of all for its last one: those of another fill the gaps.
const isUnitGreen = run('test', 2);
const isGreen = run('test-integration', 2) && isUnitGreen;

/** The tests of a report that failed, each with its file and what it said, so that nobody searches the output for them. */
const failures = ({ testResults }) =>
  testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return (failed.length > 0 ? failed : [{ fullName: '', failureMessages: [message] }]).map(
        ({ fullName, failureMessages }) =>
          `FAILED ${relative(root, name)}: ${fullName}\n${failureMessages.join('\n').slice(0, MESSAGE_LIMIT)}\n`,
      );
    });

const counts = { passed: 0, failed: Number(process.env.THAW_FAILED_CHECKS ?? 0), skipped: 0 };
for (const { name, report } of suites) {
  if (!existsSync(report)) {
    console.log(`${name}: no report, its tests did not run`);
    counts.failed += 1;
    continue;
  }
  const results = JSON.parse(readFileSync(report, 'utf8'));
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = results;
  for (const failure of failures(results)) console.log(failure);
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
if (!isGreen && counts.failed === 0) {
  console.log('Nx reports a failure that no test report explains; see above.');
  counts.failed += 1;
}

const { passed, failed, skipped } = counts;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
