/* global document */
/** Sorting, filtering and highlighting in a report. Everything can be read without it. */
for (const table of document.querySelectorAll('table.ranking')) {
  const article = table.closest('article');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const headers = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator('en', { numeric: true });

  const compare = (a, b) => {
    if (a === '' || b === '') return (a === '') - (b === '');
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? collator.compare(a, b) : difference;
  };

  headers.forEach((header, column) => {
    header.querySelector('button').addEventListener('click', () => {
      const ascending = header.getAttribute('aria-sort') !== 'ascending';
      for (const each of headers) each.setAttribute('aria-sort', 'none');
      header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
      const key = (row) => row.cells[column].dataset.key;
      const sign = (a, b) => (ascending || a === '' || b === '' ? 1 : -1);
      rows.sort((a, b) => sign(key(a), key(b)) * compare(key(a), key(b)));
      body.append(...rows);
    });
  });

  /** All marks of a run in the charts of the same sweep. */
  const marks = new Map();
  for (const mark of article.querySelectorAll('svg [data-run]')) {
    marks.set(mark.dataset.run, [...(marks.get(mark.dataset.run) ?? []), mark]);
  }
  const marksOf = (row) => marks.get(row.dataset.run) ?? [];

  const filter = document.getElementById(`${table.id}-filter`);
  const output = filter.parentElement.querySelector('output');
  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.text.toLowerCase().includes(word));
      if (!row.hidden) shown += 1;
      for (const mark of marksOf(row)) mark.classList.toggle('filtered', row.hidden);
    }
    output.value = shown === rows.length ? `${shown} runs` : `${shown} of ${rows.length} runs`;
  });

  const highlight = () => {
    let any = false;
    for (const row of rows) {
      const isOn =
        row.matches(':hover') || row.querySelector('button.run').getAttribute('aria-pressed') === 'true';
      any ||= isOn;
      for (const mark of marksOf(row)) mark.classList.toggle('highlighted', isOn);
    }
    article.classList.toggle('highlighting', any);
  };
  for (const row of rows) {
    const button = row.querySelector('button.run');
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
      highlight();
    });
    row.addEventListener('mouseenter', highlight);
    row.addEventListener('mouseleave', highlight);
  }
}
