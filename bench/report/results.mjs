// `results.json` holds every measurement as it was taken; `results.md` is made from it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { machine } from './machine.mjs';
import { renderResults } from './render.mjs';

const folder = join(import.meta.dirname, '..');
const [json, markdown, notes] = ['results.json', 'results.md', 'notes.md'].map((name) => join(folder, name));

export const readRows = () => JSON.parse(readFileSync(json, 'utf8'));

const thisMachine = machine();
/** A later measurement of the same takes an earlier one's place, on the same kind of machine. */
const identity = ({ benchmark, name, machine }) => JSON.stringify([benchmark, name, machine]);

export const isMeasured = (benchmark, name) =>
  readRows().some((row) => identity(row) === identity({ benchmark, name, machine: thisMachine }));

/** Adds a measurement and makes the page anew. `name` tells it from others of its benchmark. */
export async function record(benchmark, name, content) {
  const row = { benchmark, name, measured: new Date().toISOString(), machine: thisMachine, ...content };
  const others = readRows().filter((other) => identity(other) !== identity(row));
  await replace(json, JSON.stringify([...others, row]));
  await writePage();
}

export const writePage = () => replace(markdown, renderResults(readRows(), readFileSync(notes, 'utf8')));

async function replace(path, text) {
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path });
  writeFileSync(`${path}.new`, formatted);
  renameSync(`${path}.new`, path);
}
