const mostCharacters = 500;

/** Ray's answers, and what jobs have printed, may have anything in them, at any length. */
const plain = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, mostCharacters);

/** Why Ray refuses: it answers with the trace of its own program, in which the last exception says so. */
export function lastWords(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const said = lines.findLast((line) => /^[\w.]+(Error|Exception): /.test(line)) ?? lines.find(Boolean);
  return plain(said ?? 'nothing');
}

/** What Ray says of a job that has failed: why, and the last of what that has printed, without what Ray itself has written there. */
export function endOfJob(message: string): string {
  const [why = '', ...printed] = message.trim().split('\n');
  const ofJob = printed.filter((line) => !/^Running entrypoint for job | job_manager\.py:/.test(line));
  return plain([why.replace(/, last available logs.*/, ''), ...ofJob.slice(-3)].join('; '));
}
