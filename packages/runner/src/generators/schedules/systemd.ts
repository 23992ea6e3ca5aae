import { whySoOften, wordsOf, type ScheduleKind } from './scheduled-call.js';
import { shellLine } from './shell.js';

/** A timer and the service that it starts, of the user's systemd. */
export const systemd: ScheduleKind = {
  files(call, folder) {
    const { workspace, everyMinutes } = call;
    const path = (name: string) => `${workspace}/${folder}/${name}`;
    return {
      'thaw-nightly.service': `# What thaw-nightly.timer starts. Logs: journalctl --user -u thaw-nightly
[Unit]
Description=Nights of Thaw that are due

[Service]
Type=oneshot
WorkingDirectory=${specifiers(workspace)}
ExecStart=${wordsOf(call).map(unitWord).join(' ')}
# On SIGTERM a night stops with a checkpoint, and goes on at the next call. Its worker is told by Thaw.
KillMode=mixed
TimeoutStopSec=5min
SuccessExitStatus=130
`,
      'thaw-nightly.timer': `# Install:
#   ${shellLine(['systemctl', '--user', 'link', path('thaw-nightly.service')])}
#   ${shellLine(['systemctl', '--user', 'enable', '--now', path('thaw-nightly.timer')])}
#   loginctl enable-linger   (to run while you are not logged in)
# ${whySoOften}
# No Persistent= and no RandomizedDelaySec=: nothing has to be made up for here, and together they may never come to start it.
[Unit]
Description=Have Thaw look which nights are due

[Timer]
OnCalendar=${everyMinutes === 60 ? 'hourly' : `*:0/${everyMinutes}`}
AccuracySec=1min

[Install]
WantedBy=timers.target
`,
    };
  },
};

/** `%` begins a specifier everywhere in a unit. */
const specifiers = (text: string): string => text.replaceAll('%', '%%');

/** A word of ExecStart, where quotes, backslashes and `$` have meanings too. */
function unitWord(word: string): string {
  const text = specifiers(word).replaceAll('$', '$$$$');
  if (/^[\w@%+=:,./$*-]+$/.test(text)) return text;
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
