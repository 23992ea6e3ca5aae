/** `phases.fine-tune.optimizer.learningRate` → `fine-tune.learningRate` */
export const shortPath = (path: string): string => {
  const parts = path.split('.');
  return parts[0] === 'phases' && parts.length > 2
    ? `${parts[1]}.${parts.at(-1)}`
    : parts.slice(-2).join('.');
};
