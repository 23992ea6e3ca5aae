/** `thaw help sweep`, as Git and npm have it, is `thaw sweep --help`. */
export const helpAsOption = ([first, ...others]: readonly string[]): readonly string[] =>
  first === 'help' ? [...others, '--help'] : first === undefined ? [] : [first, ...others];
