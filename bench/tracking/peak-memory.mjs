// With `node --import`: tells, once a process ends, the most memory that it had.
process.once('exit', () => {
  process.stderr.write(`\npeak MiB: ${Math.round(process.resourceUsage().maxRSS / 1024)}\n`);
});
