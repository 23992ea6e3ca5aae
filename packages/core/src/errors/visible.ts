/** A name as people may be shown it, wherever it is from: nothing of it moves a terminal's cursor or begins a line. */
export const visible = (name: string): string => name.replace(/\p{Cc}/gu, escaped);

/** As JSON has it; that leaves those above ASCII as they are, which terminals take for commands too. */
const escaped = (control: string): string =>
  control < '\x7f'
    ? JSON.stringify(control).slice(1, -1)
    : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
