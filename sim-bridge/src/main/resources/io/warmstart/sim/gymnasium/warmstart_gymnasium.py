"""Serves copies of a Gymnasium environment to Warmstart.

Needs Python 3.8, numpy and gymnasium; nothing of Warmstart. Frames and payloads are described in
Warmstart's docs/simulators/protocol.md.

usage: warmstart_gymnasium.py                           speak on standard input and output
       warmstart_gymnasium.py --listen ADDRESS          serve one client after the other
       warmstart_gymnasium.py --listen ADDRESS --once   serve one client and end

ADDRESS is the path of a Unix-domain socket or HOST:PORT.
"""

import importlib
import json
import os
import socket
import struct
import sys
import threading
import time
import traceback

import numpy as np

MAGIC = b"WSIM"
VERSION = 1
HELLO, RESET, STEP, RENDER, CLOSE, ECHO, ERROR = range(1, 8)
HEADER = struct.Struct("<4sHHII")
TERMINATED, TRUNCATED, SUCCESS_KNOWN, SUCCESS = 1, 2, 4, 8
LONGEST_ERROR = 3500
DEFAULT_LIMIT = 1000
WIRE = {"U8": np.dtype("<u1"), "F32": np.dtype("<f4"), "F64": np.dtype("<f8")}
SPACES = ("Dict", "Tuple", "Box", "Discrete", "MultiDiscrete", "MultiBinary")


def padded(count):
    return (count + 7) // 8 * 8


class Stdio:
    """Frames on standard input and output; whatever else is printed goes to standard error."""

    def __init__(self):
        self.source = os.fdopen(os.dup(0), "rb", buffering=1 << 16)
        self.target = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)

    def write(self, view):
        written = os.write(self.target, view)
        while written < len(view):
            view = view[written:]
            written = os.write(self.target, view)


class Socket:
    """Frames on a connected socket."""

    def __init__(self, connection):
        self.source = connection.makefile("rb", buffering=1 << 16)
        self.write = connection.sendall


def read_into(source, view):
    """Fills the view; False if the stream ended."""
    filled = 0
    while filled < len(view):
        count = source.readinto(view[filled:])
        if not count:
            return False
        filled += count
    return True


def kind_of(space):
    for ancestor in type(space).__mro__:
        if ancestor.__name__ in SPACES:
            return ancestor.__name__
    raise TypeError("space %r cannot be bridged; wrap the environment so that it has %s"
                    % (space, ", ".join(SPACES)))


def children(space):
    """Names and spaces of a composite."""
    if kind_of(space) == "Dict":
        return [(str(key), key, inner) for key, inner in space.spaces.items()]
    return [(str(index), index, inner) for index, inner in enumerate(space.spaces)]


def leaves(space, name, path):
    """(name, path, space) of everything that is not a composite."""
    if kind_of(space) in ("Dict", "Tuple"):
        found = []
        for word, key, inner in children(space):
            found += leaves(inner, name + "/" + word if name else word, path + [key])
        return found
    return [(name, path, space)]


def follow(value, path):
    for key in path:
        value = value[key]
    return value


def channels(name, low, high):
    """One channel per number; bounds that are not finite are left out."""
    found = []
    for index, (smallest, largest) in enumerate(zip(low, high)):
        channel = {"name": "%s/%d" % (name, index), "unit": "1"}
        if np.isfinite(smallest):
            channel["low"] = float(smallest)
        if np.isfinite(largest):
            channel["high"] = float(largest)
        found.append(channel)
    return found


class ObservationPart:
    """One leaf of the observation space: how it is described and written."""

    def __init__(self, name, path, space):
        self.name = name or "observation"
        self.path = path
        self.kind = kind_of(space)
        self.shape = tuple(space.shape)
        self.role = "GOAL" if path and path[0] == "desired_goal" else "STATE"
        self.start = 0
        self.sizes = []
        self.channel_first = False
        self.row = None
        if self.kind == "Box":
            self.describe_box(space)
        elif self.kind == "MultiBinary":
            count = int(np.prod(self.shape))
            self.describe_vector("F32", np.zeros(count), np.ones(count))
        else:
            self.sizes = ([int(space.n)] if self.kind == "Discrete"
                          else [int(n) for n in np.ravel(space.nvec)])
            self.start = getattr(space, "start", 0) if self.kind == "Discrete" else 0
            self.describe_vector("F32", np.zeros(sum(self.sizes)), np.ones(sum(self.sizes)))

    def describe_box(self, space):
        if space.dtype == np.uint8 and len(self.shape) in (2, 3):
            first, last = self.shape[0], self.shape[-1]
            self.channel_first = len(self.shape) == 3 and first in (1, 3, 4) and last not in (1, 3, 4)
            rows = self.shape[1:] + self.shape[:1] if self.channel_first else self.shape
            self.row = rows if len(rows) == 3 else rows + (1,)
            self.wire = "U8"
            self.json = {"name": self.name, "type": "U8", "shape": list(self.row),
                         "role": "IMAGE", "channels": []}
            return
        wire = "F64" if space.dtype == np.float64 else "F32"
        self.describe_vector(wire, np.ravel(space.low), np.ravel(space.high))

    def describe_vector(self, wire, low, high):
        self.wire = wire
        self.row = (len(low),)
        self.json = {"name": self.name, "type": "F32", "shape": [len(low)], "role": self.role,
                     "channels": channels(self.name, low, high)}

    def write(self, observation, row):
        value = np.asarray(follow(observation, self.path))
        if value.shape != self.shape:
            raise ValueError("observation \"%s\" has the shape %s, its space says %s"
                             % (self.name, value.shape, self.shape))
        if self.sizes:
            self.write_choices(value, row)
        elif self.channel_first:
            row[...] = np.moveaxis(value, 0, -1)
        else:
            row[...] = value.reshape(self.row)

    def write_choices(self, value, row):
        row[...] = 0
        offset = 0
        for size, choice in zip(self.sizes, np.ravel(value)):
            index = int(choice) - int(self.start)
            if not 0 <= index < size:
                raise ValueError("observation \"%s\" is %d, its space has %d values from %d"
                                 % (self.name, choice, size, self.start))
            row[offset + index] = 1
            offset += size


class ActionPart:
    """One leaf of the action space: its numbers in a row, and what they mean."""

    def __init__(self, name, path, space):
        self.path = path
        self.name = name or "action"
        self.space = space
        self.kind = kind_of(space)
        self.shape = tuple(space.shape)
        self.dtype = space.dtype
        if self.kind == "Box":
            self.width = int(np.prod(self.shape))
            low, high = np.ravel(space.low), np.ravel(space.high)
            if not (np.all(np.isfinite(low)) and np.all(np.isfinite(high))):
                raise ValueError("action \"%s\" is unbounded; wrap the environment so that its "
                                 "actions have finite bounds" % self.name)
            self.json = [{"name": self.name, "channels": channels(self.name, low, high)}]
            return
        if self.kind == "Discrete":
            sizes = [int(space.n)]
        elif self.kind == "MultiBinary":
            sizes = [2] * int(np.prod(self.shape))
        else:
            sizes = [int(n) for n in np.ravel(space.nvec)]
        self.width = len(sizes)
        self.json = [{"name": self.name if len(sizes) == 1 else "%s/%d" % (self.name, index),
                      "choices": [str(choice) for choice in range(size)]}
                     for index, size in enumerate(sizes)]

    def value(self, row):
        if self.kind == "Discrete":
            return int(row[0]) + int(getattr(self.space, "start", 0))
        if self.kind == "Box" and self.dtype.kind == "f":
            numbers = row.astype(self.dtype).reshape(self.shape)
            if self.dtype != np.float32:
                numbers = np.clip(numbers, self.space.low, self.space.high)
            return numbers
        return np.rint(row).astype(self.dtype).reshape(self.shape)


class Actions:
    """Puts the leaves of an action together again."""

    def __init__(self, space):
        self.space = space
        self.parts = [ActionPart(*leaf) for leaf in leaves(space, "", [])]
        self.width = sum(part.width for part in self.parts)
        self.json = [entry for part in self.parts for entry in part.json]

    def value(self, row):
        if len(self.parts) == 1 and not self.parts[0].path:
            return self.parts[0].value(row)
        values = {}
        offset = 0
        for part in self.parts:
            values[tuple(part.path)] = part.value(row[offset:offset + part.width])
            offset += part.width
        return self.build(self.space, values, ())

    def build(self, space, values, path):
        if path in values:
            return values[path]
        built = {key: self.build(inner, values, path + (key,)) for _, key, inner in children(space)}
        return built if kind_of(space) == "Dict" else tuple(built.values())


def success_of(info):
    """Flags for what an environment says about success."""
    for key in ("success", "is_success"):
        if key in info:
            return SUCCESS_KNOWN | (SUCCESS if bool(np.all(info[key])) else 0)
    return 0


def limit_of(environment):
    spec = getattr(environment, "spec", None)
    return int(getattr(spec, "max_episode_steps", None) or 0)


class Server:
    """The copies of one environment and the buffers of their messages."""

    def __init__(self, request):
        task = request["task"]
        for module in task.get("imports", []):
            importlib.import_module(module)
        gymnasium = importlib.import_module("gymnasium")
        self.count = int(request["environments"])
        self.autoreset = request["autoreset"] == "same-step"
        arguments = dict(task.get("arguments", {}))
        if request["stepLimit"]:
            arguments["max_episode_steps"] = int(request["stepLimit"])
        if task.get("pictures"):
            arguments.setdefault("render_mode", "rgb_array")
        self.environments = [gymnasium.make(task["id"], **arguments) for _ in range(self.count)]
        first = self.environments[0]
        self.limit = int(request["stepLimit"]) or limit_of(first) or DEFAULT_LIMIT
        self.steps = [0] * self.count
        self.actions = Actions(first.action_space)
        self.parts = [ObservationPart(*leaf) for leaf in leaves(first.observation_space, "", [])]
        self.program = "%s %s, Python %d.%d" % (
            gymnasium.__name__, getattr(gymnasium, "__version__", "?"), *sys.version_info[:2])
        self.allocate()

    def allocate(self):
        """Replies are written in place: one buffer each, with views for every row."""
        block = sum(padded(self.count * self.row_bytes(part)) for part in self.parts)
        self.reset_reply = bytearray(HEADER.size + block)
        self.reset_rows = self.rows(self.reset_reply, HEADER.size, self.count)[0]
        flags_at = HEADER.size + 8 * self.count
        rows_at = flags_at + padded(self.count)
        self.finals_at = rows_at + block
        self.step_reply = bytearray(self.finals_at + block)
        self.rewards = np.frombuffer(self.step_reply, "<f8", self.count, HEADER.size)
        self.flags = np.frombuffer(self.step_reply, "<u1", self.count, flags_at)
        self.step_rows = self.rows(self.step_reply, rows_at, self.count)[0]
        self.seeds_at = padded(4 * self.count * self.actions.width)

    @staticmethod
    def row_bytes(part):
        return int(np.prod(part.row)) * WIRE[part.wire].itemsize

    def rows(self, buffer, offset, count):
        """A view per part on a block of rows, and the offset behind the block."""
        views = []
        for part in self.parts:
            elements = count * int(np.prod(part.row))
            flat = np.frombuffer(buffer, WIRE[part.wire], elements, offset)
            views.append(flat.reshape((count,) + part.row))
            offset += padded(count * self.row_bytes(part))
        return views, offset

    def hello(self):
        period = getattr(getattr(self.environments[0], "unwrapped", None), "dt", 0)
        return {
            "program": self.program,
            "environments": self.count,
            "autoreset": "same-step" if self.autoreset else "none",
            "stepLimit": self.limit,
            "spec": {
                "observations": [part.json for part in self.parts],
                "actions": self.actions.json,
                "controlPeriodNanos": int(round(float(period) * 1e9)),
            },
            "types": [part.wire for part in self.parts],
        }

    def write(self, index, observation, views):
        for part, view in zip(self.parts, views):
            part.write(observation, view[index])

    def start(self, index, seed):
        observation, _ = self.environments[index].reset(seed=int(seed) & (2 ** 63 - 1))
        self.steps[index] = 0
        return observation

    def reset(self, payload):
        seeds = np.frombuffer(payload, "<i8", self.count)
        chosen = np.frombuffer(payload, "<u1", self.count, 8 * self.count)
        for index in np.flatnonzero(chosen):
            self.write(index, self.start(index, seeds[index]), self.step_rows)
        for view, present in zip(self.reset_rows, self.step_rows):
            view[...] = present
        return self.reset_reply, len(self.reset_reply)

    def step(self, payload):
        rows = np.frombuffer(payload, "<f4", self.count * self.actions.width)
        rows = rows.reshape(self.count, self.actions.width)
        ended = []
        for index in range(self.count):
            environment = self.environments[index]
            observation, reward, terminated, truncated, info = environment.step(
                self.actions.value(rows[index]))
            self.steps[index] += 1
            late = self.steps[index] >= self.limit
            self.rewards[index] = reward
            self.flags[index] = ((TERMINATED if terminated else 0)
                                 | (TRUNCATED if truncated or late else 0)
                                 | success_of(info))
            self.write(index, observation, self.step_rows)
            if self.autoreset and self.flags[index] & (TERMINATED | TRUNCATED):
                ended.append((index, observation))
        length = self.finals_at
        if ended:
            length = self.restart(ended, np.frombuffer(payload, "<i8", self.count, self.seeds_at))
        return self.step_reply, length

    def restart(self, ended, seeds):
        """Final observations go behind the present ones, which are those of the next episodes."""
        views, length = self.rows(self.step_reply, self.finals_at, len(ended))
        for row, (index, observation) in enumerate(ended):
            self.write(row, observation, views)
            self.write(index, self.start(index, seeds[index]), self.step_rows)
        return length

    def render(self, payload):
        index, height, width = struct.unpack_from("<III", payload)
        environment = self.environments[index]
        drawable = getattr(environment, "render_mode", None) == "rgb_array"
        picture = environment.render() if drawable else None
        if picture is None or np.ndim(picture) != 3:
            return bytearray(HEADER.size + 8), HEADER.size + 8
        picture = np.asarray(picture, dtype=np.uint8)[:, :, :3]
        rows = np.arange(height) * picture.shape[0] // height
        columns = np.arange(width) * picture.shape[1] // width
        pixels = np.ascontiguousarray(picture[rows][:, columns]).tobytes()
        reply = bytearray(HEADER.size) + struct.pack("<II", height, width) + pixels
        return reply, len(reply)

    def close(self):
        for environment in self.environments:
            environment.close()


def message_of(failure):
    """One line: what was raised, and where."""
    frames = traceback.extract_tb(failure.__traceback__)
    place = " (%s:%d)" % (frames[-1].filename, frames[-1].lineno) if frames else ""
    text = "%s: %s" % (type(failure).__name__, failure)
    return (" ".join(text.split()) + place).encode("utf-8")[:LONGEST_ERROR]


def as_reply(content):
    reply = bytearray(HEADER.size) + content
    return reply, len(reply)


def answer(server, kind, payload):
    """The reply to a request, with room for its header, and its length."""
    if kind == ECHO:
        size, = struct.unpack_from("<I", payload)
        return bytearray(HEADER.size + size), HEADER.size + size
    if kind == CLOSE:
        return as_reply(b"")
    if server is None:
        raise RuntimeError("the first request must be HELLO")
    return {RESET: server.reset, STEP: server.step, RENDER: server.render}[kind](payload)


def serve(channel):
    """Answers requests until the other side closes."""
    header = bytearray(HEADER.size)
    head = memoryview(header)
    payload = bytearray(0)
    server = None
    try:
        while read_into(channel.source, head):
            magic, version, kind, sequence, length = HEADER.unpack(header)
            if magic != MAGIC:
                raise SystemExit("warmstart_gymnasium: this is not a frame: %r" % bytes(header))
            if length != len(payload):
                payload = bytearray(length)
            if not read_into(channel.source, memoryview(payload)):
                return
            try:
                if version != VERSION:
                    raise RuntimeError("this server speaks version %d of the protocol, the client "
                                       "version %d" % (VERSION, version))
                if kind == HELLO:
                    server = Server(json.loads(bytes(payload)))
                    reply, size = as_reply(json.dumps(server.hello()).encode("utf-8"))
                else:
                    reply, size = answer(server, kind, payload)
            except Exception as failure:  # the other side decides what to do
                traceback.print_exc()
                reply, size = as_reply(message_of(failure))
                kind = ERROR
            HEADER.pack_into(reply, 0, MAGIC, VERSION, kind, sequence, size - HEADER.size)
            channel.write(memoryview(reply)[:size])
            if kind == CLOSE:
                return
    finally:
        if server is not None:
            server.close()


def listen(address, once):
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit() and "/" not in address:
        listener = socket.create_server((host, int(port)))
    else:
        listener = socket.socket(socket.AF_UNIX)
        previous = os.umask(0o177)
        listener.bind(address)
        os.umask(previous)
        listener.listen(1)
    while True:
        connection, _ = listener.accept()
        if connection.family != socket.AF_UNIX:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            try:
                serve(Socket(connection))
            except (ConnectionError, OSError) as failure:
                print("the client went away: %s" % failure, file=sys.stderr)
        if once:
            return


def end_with(parent):
    """Ends this process when its parent is gone, even if an environment hangs in a step."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def follow_parent():
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()


def main(words):
    if words[:1] == ["--listen"] and len(words) >= 2:
        if "--once" in words[2:]:
            follow_parent()
        listen(words[1], "--once" in words[2:])
    elif words:
        sys.exit(__doc__)
    else:
        follow_parent()
        try:
            serve(Stdio())
        except BrokenPipeError:
            pass


if __name__ == "__main__":
    main(sys.argv[1:])
