"""The least that two processes can do over pipes: read REQUEST bytes, write REPLY bytes, again and again.

usage: pipe_echo.py REQUEST REPLY
"""

import os
import sys

request, reply = int(sys.argv[1]), bytes(int(sys.argv[2]))
while True:
    left = request
    while left:
        piece = os.read(0, left)
        if not piece:
            sys.exit(0)
        left -= len(piece)
    view = memoryview(reply)
    while view:
        view = view[os.write(1, view):]
