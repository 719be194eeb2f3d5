"""pyftpdlib as a test server. The only argument is pyftpdlib.ts's settings, as JSON."""

import json
import logging
import os
import sys

# The folder of this program comes first in the search, and this program has the name of the library it needs.
del sys.path[0]

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer


class ImplicitTlsHandler(TLS_FTPHandler):
    """The library has explicit TLS only: here the greeting waits until TLS stands."""

    def handle(self):
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self):
        super().handle()


HANDLERS = {"none": FTPHandler, "explicit": TLS_FTPHandler, "implicit": ImplicitTlsHandler}


def make_handler(settings):
    base = HANDLERS[settings["security"]]
    handler = type("Handler", (base,), {})
    handler.authorizer = DummyAuthorizer()
    handler.authorizer.add_user(settings["user"], settings["password"], settings["root"], perm="elradfmwMT")
    handler.auth_failed_timeout = 0  # seconds before the reply to a wrong password
    handler.max_login_attempts = 10
    ports = settings.get("passivePorts")
    if ports:
        handler.passive_ports = range(ports["low"], ports["high"] + 1)
    if base is not FTPHandler:
        handler.certfile = settings["certificateFile"]
        handler.tls_control_required = handler.tls_data_required = settings["requireTls"]
        handler.get_ssl_context()  # reads the key while this is still root
    return handler


def main():
    settings = json.loads(sys.argv[1])
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(message)s")
    handler = make_handler(settings)
    server = FTPServer((settings["host"], settings["port"]), handler, backlog=settings["maxConnections"])
    server.max_cons = 0
    server.max_cons_per_ip = 0
    os.chdir("/")  # CWD goes there and back, and the session dies if the way back, into root's run folder, is closed
    os.setgroups([])
    os.setgid(settings["gid"])
    os.setuid(settings["uid"])
    os.umask(0o022)
    server.serve_forever()


main()
