import { existsSync } from 'node:fs';

// Plain JavaScript, because Nx loads it before anything is built. What it does is in `src/nx`.
const checkout = new URL('checkout.js', import.meta.url);
const built = (file) => new URL(`../dist/nx/${file}`, import.meta.url);

export const name = '@thaw/runner/nx';

/** The names of all targets that were made, by which a run of them is known. */
let made = [];

const specsOf = async (...specs) => {
  const { createNodes } = await import(existsSync(checkout) ? checkout : built('create-nodes.js'));
  const nodes = await createNodes(...specs);
  const projects = nodes.flatMap(([, { projects = {} }]) => Object.values(projects));
  made = projects.flatMap(({ targets = {} }) => Object.keys(targets));
  return nodes;
};

/** @type {import('@nx/devkit').CreateNodes} */
export const createNodes = ['**/*.{yaml,yml}', specsOf];
/** For Nx before 23. */
export const createNodesV2 = createNodes;

/** @type {import('@nx/devkit').CreateDependencies} */
export const createDependencies = async (_options, context) => {
  const file = built('create-dependencies.js');
  return existsSync(file) ? (await import(file)).createDependencies(context) : [];
};

/** @type {import('@nx/devkit').PreTasksExecution} */
export const preTasksExecution = async (_options, { argv }) => {
  const file = built('wait-for-sweeps.js');
  if (existsSync(file)) (await import(file)).waitForSweeps(argv, made);
};
