"""A stand-in for gymnasium: make, spaces and a few environments, with gymnasium's signatures.

It exists because tests must run where gymnasium is not installed. It shares no code with it.
"""

from gymnasium import spaces
from gymnasium.envs import ENVIRONMENTS

__version__ = "stand-in"


class Spec:
    def __init__(self, name, limit):
        self.id = name
        self.max_episode_steps = limit


def make(name, max_episode_steps=None, **arguments):
    if name not in ENVIRONMENTS:
        raise LookupError("Environment `%s` doesn't exist." % name)
    entry, limit = ENVIRONMENTS[name]
    environment = entry(**arguments)
    environment.spec = Spec(name, max_episode_steps or limit)
    return TimeLimit(environment, environment.spec.max_episode_steps)


class TimeLimit:
    def __init__(self, environment, limit):
        self.environment = environment
        self.unwrapped = environment
        self.spec = environment.spec
        self.render_mode = getattr(environment, "render_mode", None)
        self.observation_space = environment.observation_space
        self.action_space = environment.action_space
        self.limit = limit
        self.elapsed = 0

    def reset(self, seed=None):
        self.elapsed = 0
        return self.environment.reset(seed=seed)

    def step(self, action):
        observation, reward, terminated, truncated, info = self.environment.step(action)
        self.elapsed += 1
        late = self.limit is not None and self.elapsed >= self.limit
        return observation, reward, terminated, truncated or late, info

    def render(self):
        return self.environment.render()

    def close(self):
        self.environment.close()
