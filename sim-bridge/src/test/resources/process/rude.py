"""A server without manners: rude.py MODE."""

import os
import struct
import sys
import time

HEADER = struct.Struct("<4sHHII")
MODE = sys.argv[1]


def request():
    header = os.read(0, HEADER.size)
    if len(header) < HEADER.size:
        sys.exit(0)
    _, _, kind, sequence, length = HEADER.unpack(header)
    while length > 0:
        length -= len(os.read(0, length))
    return kind, sequence


def reply(kind, sequence, payload=b"", version=1, length=None):
    size = len(payload) if length is None else length
    os.write(1, HEADER.pack(b"WSIM", version, kind, sequence, size) + payload)


if MODE == "deaf":
    time.sleep(60)
if MODE == "silent-exit":
    sys.exit(0)
kind, sequence = request()
if MODE == "garbage":
    os.write(1, b"Loading model, please wait...\n")
elif MODE == "short":
    os.write(1, b"WSI")
    sys.exit(4)
elif MODE == "version":
    reply(kind, sequence, version=9)
elif MODE == "huge":
    reply(kind, sequence, length=0xFFFFFFF0)
elif MODE == "sequence":
    reply(kind, sequence + 5)
elif MODE == "type":
    reply(3, sequence)
elif MODE == "json":
    reply(kind, sequence, b"{\"program\": \"rude\"}")
elif MODE == "stubborn":
    os.close(1)
time.sleep(60)
