"""Types lines in an interactive shell, as a person does, presses Tab after each, and prints what comes of it.

    python type-in-shell.py SHELL ARGUMENT…

Standard input has a line that sets the shell up, so that Ctrl-X w shows the line being written as <<LINE>>, and then the
lines to type, of which none is executed.
"""

import os
import pty
import select
import sys
import time

shell = sys.argv[1:]
setup, *lines = sys.stdin.read().splitlines()
process, terminal = pty.fork()
if process == 0:
    os.execvp(shell[0], shell)

screen = b""


def read_until(mark, seconds=30):
    """Reads on until the mark comes, and returns what came with it."""
    global screen
    end = time.monotonic() + seconds
    while mark not in screen:
        if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            sys.exit(f"{mark!r} did not come; there is {screen!r}")
        screen += os.read(terminal, 65536)
    read, screen = screen, b""
    return read


os.write(terminal, setup.encode() + b"\necho rea''dy\n")
read_until(b"ready")
for line in lines:
    os.write(terminal, line.encode() + b"\t")
    os.write(terminal, b"\x18w")
    shown = read_until(b">>")
    print(shown[shown.rindex(b"<<") + 2 : shown.rindex(b">>")].decode())
    # Takes the line away.
    os.write(terminal, b"\x05\x15")
os.kill(process, 9)
