"""Environments of every shape, and one that misbehaves on request."""

import os
import subprocess
import sys
import time

import numpy as np

from gymnasium import spaces


class Mass:
    """A mass on a line; terminates beyond 3."""

    dt = 0.05

    def __init__(self, damping=0.1, render_mode=None, start=1.0):
        self.observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float64)
        self.action_space = spaces.Box(-1, 1, (1,), np.float32)
        self.damping = damping
        self.start = start
        self.render_mode = render_mode

    def reset(self, seed=None):
        random = np.random.default_rng(seed)
        self.state = np.array([random.uniform(-self.start, self.start), random.normal() * 0.1])
        return self.state.copy(), {}

    def step(self, action):
        assert action.shape == (1,) and action.dtype == np.float32
        self.state[1] += self.dt * (20 * float(action[0]) - self.damping * self.state[1])
        self.state[0] += self.dt * self.state[1]
        return self.state.copy(), -self.state[0] ** 2, bool(abs(self.state[0]) > 3), False, {}

    def render(self):
        if self.render_mode is None:
            return None
        picture = np.zeros((4, 6, 3), np.uint8)
        picture[:, 3:] = (200, 100, 50)
        return picture

    def close(self):
        pass


class Goals(Mass):
    """A dictionary with goals, a picture and choices."""

    def __init__(self):
        super().__init__()
        box = spaces.Box
        self.observation_space = spaces.Dict({
            "achieved_goal": box(-np.inf, np.inf, (1,), np.float64),
            "desired_goal": box(-3, 3, (1,), np.float64),
            "observation": box(-np.inf, np.inf, (2,), np.float32),
            "camera": box(0, 255, (4, 6, 3), np.uint8),
            "planes": box(0, 255, (3, 5, 7), np.uint8),
            "extra": spaces.Dict({"mode": spaces.Discrete(3, start=1),
                                  "switches": spaces.MultiBinary(2)}),
        })

    def observation(self):
        camera = np.zeros((4, 6, 3), np.uint8)
        camera[1, 2] = (10, 20, 30)
        planes = np.zeros((3, 5, 7), np.uint8)
        planes[2, 4, 6] = 77
        return {
            "achieved_goal": self.state[:1],
            "desired_goal": np.array([0.5]),
            "observation": self.state.astype(np.float32),
            "camera": camera,
            "planes": planes,
            "extra": {"mode": 2, "switches": np.array([0, 1], np.int8)},
        }

    def reset(self, seed=None):
        super().reset(seed)
        return self.observation(), {}

    def step(self, action):
        _, reward, terminated, truncated, _ = super().step(action)
        near = abs(self.state[0] - 0.5) < 0.1
        return self.observation(), reward, terminated, truncated, {"is_success": near}


class Choices:
    """Composite actions, given back as the observation."""

    def __init__(self):
        self.observation_space = spaces.Box(-10, 10, (6,), np.float32)
        self.action_space = spaces.Dict({
            "arm": spaces.Box(-2, 2, (2,), np.float64),
            "gripper": spaces.Discrete(3, start=5),
            "buttons": spaces.Tuple([spaces.MultiDiscrete([2, 4]), spaces.MultiBinary(1)]),
        })

    def reset(self, seed=None):
        return np.zeros(6, np.float32), {}

    def step(self, action):
        assert action["arm"].dtype == np.float64 and isinstance(action["buttons"], tuple)
        numbers = [*action["arm"], action["gripper"], *action["buttons"][0], *action["buttons"][1]]
        return np.array(numbers, np.float32), 1.0, False, False, {"success": numbers[2] == 7}

    def close(self):
        pass


class Trouble(Mass):
    """Does what is asked for at a step."""

    def __init__(self, fault, at=5):
        super().__init__()
        self.fault = fault
        self.at = at
        self.count = 0
        if fault == "create":
            raise ValueError("the model file\nis missing")
        if fault == "slow-start":
            time.sleep(60)
        if fault == "space":
            self.observation_space = spaces.Text(5)
        if fault == "unbounded":
            self.action_space = spaces.Box(-np.inf, np.inf, (1,), np.float32)

    def reset(self, seed=None):
        if self.fault == "reset" and self.count:
            raise RuntimeError("no more episodes")
        return super().reset(seed)

    def step(self, action):
        self.count += 1
        result = super().step(action)
        if self.count != self.at:
            return result
        if self.fault == "hang":
            print("I am about to hang", file=sys.stderr, flush=True)
            time.sleep(60)
        elif self.fault == "exit":
            print("out of luck", file=sys.stderr, flush=True)
            os._exit(3)
        elif self.fault == "abort":
            os.abort()
        elif self.fault == "raise":
            raise RuntimeError("the gripper\nis stuck")
        elif self.fault == "print":
            print("hello")
            sys.stdout.write("world\n" * 100)
            os.system("echo from a child")
            os.write(1, b"raw bytes")
            sys.stdout.flush()
        elif self.fault == "offspring":
            subprocess.Popen(["sleep", "61"])
            time.sleep(60)
        elif self.fault == "children":
            subprocess.Popen(["sleep", "62"])
        elif self.fault == "nan":
            return np.array([0, np.nan]), *result[1:]
        elif self.fault == "reward":
            return result[0], np.inf, *result[2:]
        elif self.fault == "shape":
            return np.zeros(1), *result[1:]
        return result


ENVIRONMENTS = {
    "Mass-v0": (Mass, 50),
    "Endless-v0": (Mass, None),
    "Goals-v0": (Goals, 20),
    "Choices-v0": (Choices, 10),
    "Trouble-v0": (Trouble, 50),
    "HalfCheetah-v5": (Mass, 1000),
}
