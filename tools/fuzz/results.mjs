// How campaigns are told.

const shown = (value) => value.toLocaleString('en');
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

export function describeResults(name, results) {
  const { tried, accepted, refused, seconds, findings } = results;
  const lines = findings
    .slice(0, 5)
    .map(({ file, what }) => `  ${file}: ${what.split('\n').slice(0, 3).join(' | ')}`);
  const more = findings.length > 5 ? [`  and ${findings.length - 5} more`] : [];
  const rate = `${Math.round(tried / seconds)} a second`;
  return [
    `${name}: ${shown(tried)} tried, ${shown(accepted)} accepted, ${shown(refused)} refused, ${findings.length} findings, ${rate}`,
    ...lines,
    ...more,
  ].join('\n');
}

export function resultsTable(all, { seed }) {
  const rows = all.map(
    ([name, { tried, accepted, equal, refused, ended, findings, worstMs, worstBytes, seconds }]) =>
      [
        ...[name, shown(tried), shown(accepted), shown(equal), shown(refused), shown(ended)],
        ...[findings.length, (worstMs / 1000).toFixed(2), megabytes(worstBytes), Math.round(tried / seconds)],
      ].join(' | '),
  );
  const heads = [
    ...['target', 'tried', 'accepted', 'of them as written', 'refused', 'ended by a limit', 'findings'],
    ...['worst seconds', 'worst memory', 'a second'],
  ];
  const line = heads.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ');
  return [`Seed ${seed}.`, '', ...[heads.join(' | '), line, ...rows].map((row) => `| ${row} |`), ''].join(
    '\n',
  );
}
