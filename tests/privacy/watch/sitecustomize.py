"""Put on PYTHONPATH of a process of the product: notes what it opens, and has every library log everything.

The audit events of Python are written to the file WATCH_FILE: connections, look-ups of names, files opened to be
written, processes started. With LOUD set, no logger keeps anything back, whatever the product asks for.
"""

import logging
import os
import sys

NOTED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}
NOTED |= {"urllib.Request", "subprocess.Popen", "os.system", "os.exec", "os.mkdir", "os.rename", "os.remove"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
place = os.open(os.environ["WATCH_FILE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def note(event: str, given: tuple) -> None:
    if event in NOTED or (event == "open" and isinstance(given[2], int) and given[2] & WRITING):
        os.write(place, f"{event} {given[:2]}\n".encode())


sys.addaudithook(note)
if os.environ.get("LOUD"):
    logging.Logger.isEnabledFor = lambda self, level: True  # type: ignore[method-assign]
