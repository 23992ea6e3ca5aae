"""Serves buckets in memory on a port of this machine, which it prints; they end with its standard input.

A line `stop` there has it refuse connections, and a line `start` take them again, with what is in the buckets; each is answered by a line.

    python serve.py    # tools/s3/setup.mjs prints the path of a Python for it
"""

import logging
import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.ERROR)
dispatch = DomainDispatcherApplication(create_backend_app)
one_at_a_time = threading.Lock()


def application(environ, start_response):
    # moto looks at a condition and then writes; a bucket does both at once.
    with one_at_a_time:
        return dispatch(environ, start_response)



def start(port):
    server = make_server("127.0.0.1", port, application, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


server = start(0)
print(server.server_port, flush=True)
for line in sys.stdin:
    if line == "stop\n":
        server.shutdown()
        server.server_close()
    elif line == "start\n":
        server = start(server.server_port)
    print(line, end="", flush=True)
os._exit(0)
