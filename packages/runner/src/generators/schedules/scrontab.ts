import { minutesOf, whySoOften, wordsOf, type ScheduleKind } from './scheduled-call.js';
import { shellLine, shellWord } from './shell.js';

/** An entry of Slurm's scrontab: a job for each call, the next only when the last has ended. */
export const scrontab: ScheduleKind = {
  files(call, folder) {
    const { workspace, everyMinutes } = call;
    const path = `${workspace}/${folder}/thaw.scrontab`;
    return {
      'thaw.scrontab': `# Install: add these lines with \`scrontab -e\`, or where you have no scrontab yet:
#   ${shellLine(['scrontab', path])}
# ${whySoOften}
# Change what the job asks for to what your site has. It gets SIGTERM five minutes before its time is over; the night then
# stops with a checkpoint, and goes on at the next call.
#SCRON --job-name=thaw-nightly
#SCRON --gres=gpu:1
#SCRON --time=12:00:00
#SCRON --signal=B:TERM@300
#SCRON --open-mode=append
#SCRON --output=${quoted(`${workspace}/thaw-nightly.log`.replaceAll('%', '%%'))}
${minutesOf(everyMinutes)} * * * * cd ${shellWord(workspace)} && exec ${shellLine(wordsOf(call))}
`,
    };
  },
};

const quoted = (text: string): string => (/\s/.test(text) ? `"${text}"` : text);
