// The page `results.md`, from the rows of `results.json`.
import { renderGrowth } from './growth-tables.mjs';
import { renderJob } from './job-tables.mjs';
import { describeMachine } from './machine.mjs';
import { renderSteps } from './step-tables.mjs';

export function renderResults(rows, notes) {
  const machines = [...new Set(rows.map(machineOf))];
  const sections = machines.map((machine) => {
    const measured = rows.filter((row) => machineOf(row) === machine);
    const tables = [renderSteps(measured), renderJob(measured), renderGrowth(measured)];
    return [`## ${machine}`, ...tables.filter(Boolean)].join('\n\n');
  });
  return `${['# Measured', introduction, ...sections, notes.trim()].join('\n\n')}\n`;
}

const introduction = `Made by the scripts of this folder from \`results.json\`, which holds every round; see [README](README.md) for what each does.
Processes were run in turns. Figures are medians, in brackets the least and the greatest; memory is the most that was resident.`;

const machineOf = ({ machine }) => describeMachine(machine);
