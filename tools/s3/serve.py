"""Serves buckets in memory on a port of this machine, which it prints; they end with its standard input.

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


server = make_server("127.0.0.1", 0, application, threaded=True)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
