// Plain JavaScript, because Nx loads it before anything is built.

/** @type {import('@nx/devkit').CustomHasher} */
export const hashTask = async (task, context) => {
  const hash = await context.hasher.hashTask(task, context.taskGraph, context.env ?? process.env);
  // Only what comes from the cache has to be told apart from what is there.
  if (!task.cache) return hash;
  const { withUnseen } = await import('../dist/nx/with-unseen.js');
  return withUnseen(hash, task, context);
};
