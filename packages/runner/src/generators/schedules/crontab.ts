import { minutesOf, whySoOften, wordsOf, type ScheduleKind } from './scheduled-call.js';
import { shellLine, shellWord } from './shell.js';

/** A line of a user's crontab. Cron mails what a command prints, so only of failures anything is. */
export const crontab: ScheduleKind = {
  files(call, folder) {
    const { workspace, everyMinutes } = call;
    const log = '.thaw/nightly.log';
    const command = [
      `cd ${shellWord(workspace)} && mkdir -p .thaw &&`,
      `{ ${shellLine(wordsOf(call))} >>${log} 2>&1 ||`,
      `echo "thaw nightly ended with $?; see ${log} in" ${shellWord(workspace)}; }`,
    ].join(' ');
    return {
      'thaw.crontab': `# Install: add the last line with \`crontab -e\`, or where you have no crontab yet:
#   ${shellLine(['crontab', `${workspace}/${folder}/thaw.crontab`])}
# ${whySoOften}
${minutesOf(everyMinutes)} * * * * ${percentSigns(command)}
`,
    };
  },
};

/** In a crontab they end the command, unless they are escaped. */
const percentSigns = (text: string): string => text.replaceAll('%', String.raw`\%`);
