/* global document, addEventListener */
/** Sorting, filtering, turning over and highlighting in a report. Everything can be read without it. */
document.documentElement.classList.add('scripted');
for (const button of document.querySelectorAll('button')) button.disabled = false;

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
      show(0);
    });
  });

  /** All marks of a run in the charts of the same sweep. */
  const marks = new Map();
  for (const mark of article.querySelectorAll('svg [data-run]')) {
    marks.set(mark.dataset.run, [...(marks.get(mark.dataset.run) ?? []), mark]);
  }
  const marksOf = (row) => marks.get(row.dataset.run) ?? [];

  const pageLength = Number(table.dataset.rows);
  const pages = article.querySelector('.pages');
  let matching = rows;
  let first = 0;
  const show = (from) => {
    first = from;
    const isMatch = new Set(matching);
    matching = rows.filter((row) => isMatch.has(row));
    const shown = new Set(pages ? matching.slice(first, first + pageLength) : matching);
    for (const row of rows) row.hidden = !shown.has(row);
    if (!pages) return;
    const last = Math.min(first + pageLength, matching.length);
    pages.querySelector('output').value = `${last === 0 ? 0 : first + 1}–${last} of ${matching.length}`;
    pages.querySelector('.previous').disabled = first === 0;
    pages.querySelector('.next').disabled = last === matching.length;
  };
  pages?.querySelector('.previous').addEventListener('click', () => show(first - pageLength));
  pages?.querySelector('.next').addEventListener('click', () => show(first + pageLength));
  show(0);
  addEventListener('beforeprint', () => {
    for (const row of matching) row.hidden = false;
  });
  addEventListener('afterprint', () => show(first));

  const filter = document.getElementById(`${table.id}-filter`);
  const output = filter.parentElement.querySelector('output');
  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    matching = rows.filter((row) => {
      const isMatch = words.every((word) => row.dataset.text.toLowerCase().includes(word));
      for (const mark of marksOf(row)) mark.classList.toggle('filtered', !isMatch);
      return isMatch;
    });
    show(0);
    output.value =
      matching.length === rows.length ? `${rows.length} runs` : `${matching.length} of ${rows.length} runs`;
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
