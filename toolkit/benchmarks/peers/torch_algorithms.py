"""The PyTorch peer of `warmstart bench algorithms --peer "python3 .../torch_algorithms.py"`.

One whole update of each offline algorithm at the sizes of its defaults in Warmstart: 17 observations,
6 actions, batches of 256 (ReBRAC 1024) drawn from 100,000 transitions. Written as a competent
PyTorch user would: no gradient where none is needed, states evaluated once where the mathematics
allows. The protocol, and what Debian needs, are those of torch_peer.py.
"""
import copy
import itertools
import math

import torch
import torch.autograd.forward_ad as forward
import torch.nn.functional as F
from torch import nn

from torch_peer import ACTION, OBSERVATION, Noise, adam, follow, minimise, network, serve

ROWS = 256
SA = OBSERVATION + ACTION


class Replay:
    """Transitions to draw batches from."""

    def __init__(self, size=100_000):
        g = torch.Generator().manual_seed(7)
        self.s = torch.randn(size, OBSERVATION, generator=g)
        self.a = torch.tanh(torch.randn(size, ACTION, generator=g))
        self.r = torch.tanh(torch.randn(size, generator=g))
        self.next = torch.randn(size, OBSERVATION, generator=g)
        self.next_a = torch.tanh(torch.randn(size, ACTION, generator=g))
        self.mask = torch.ones(size)
        self.returns = torch.randn(size, generator=g)

    def draw(self, rows=ROWS):
        i = torch.randint(0, len(self.s), (rows,))
        return Batch(self.s[i], self.a[i], self.r[i], self.next[i], self.mask[i], i, self)


class Batch:
    def __init__(self, s, a, r, following, mask, index, replay):
        self.s, self.a, self.r, self.next, self.mask = s, a, r, following, mask
        self.index, self.replay = index, replay
        self.sa = torch.cat([s, a], 1)

    def target(self, value, discount=0.99):
        return self.r + discount * self.mask * value


class Critics(nn.Module):
    """Two members in a loop: on the CPU faster than one batched product per layer."""

    def __init__(self, sizes, activation=nn.ReLU, norm_after=False):
        super().__init__()

        def member():
            layers = []
            for i in range(len(sizes) - 1):
                layers.append(nn.Linear(sizes[i], sizes[i + 1]))
                if i < len(sizes) - 2:
                    layers.append(activation())
                    if norm_after:
                        layers.append(nn.LayerNorm(sizes[i + 1]))
            return nn.Sequential(*layers)

        self.members = nn.ModuleList([member() for _ in range(2)])

    def forward(self, s, a):
        sa = torch.cat([s, a], 1)
        return torch.stack([member(sa).squeeze(1) for member in self.members])


def with_target(module):
    return module, copy.deepcopy(module).requires_grad_(False)


def mse(values, y):
    return ((values - y) ** 2).mean(1).sum()


def log_normal(x, mean, log_std):
    z = (x - mean) * torch.exp(-log_std)
    return (-0.5 * z * z - log_std - 0.5 * math.log(2 * math.pi)).sum(-1)


def bc(replay):
    policy = network([OBSERVATION, 256, 256, ACTION], nn.ReLU)
    optimiser = adam(policy)

    def step():
        b = replay.draw()
        minimise(F.mse_loss(torch.tanh(policy(b.s)), b.a), optimiser)

    return step


def smoothed(actor, s):
    a = torch.tanh(actor(s))
    return (a + (0.2 * torch.randn_like(a)).clamp(-0.5, 0.5)).clamp(-1, 1)


def td3bc(replay):
    actor, actor_target = with_target(network([OBSERVATION, 256, 256, ACTION], nn.ReLU))
    critics, targets = with_target(Critics([SA, 256, 256, 1]))
    actor_adam, critic_adam = adam(actor), adam(critics)
    count = itertools.count(1)

    def step():
        b = replay.draw()
        with torch.no_grad():
            y = b.target(targets(b.next, smoothed(actor_target, b.next)).min(0)[0])
        minimise(mse(critics(b.s, b.a), y), critic_adam)
        if next(count) % 2 == 0:
            critics.requires_grad_(False)
            a = torch.tanh(actor(b.s))
            q = critics(b.s, a)[0]
            minimise(F.mse_loss(a, b.a) - 2.5 * q.mean() / q.abs().mean().detach(), actor_adam)
            critics.requires_grad_(True)
            follow(targets, critics)
            follow(actor_target, actor)

    return step


def rebrac(replay):
    rows = 1024
    actor, actor_target = with_target(network([OBSERVATION, 256, 256, 256, ACTION], nn.ReLU))
    critics, targets = with_target(Critics([SA, 256, 256, 256, 1], norm_after=True))
    actor_adam, critic_adam = adam(actor), adam(critics)
    count = itertools.count(0)

    def step():
        b = replay.draw(rows)
        with torch.no_grad():
            a = smoothed(actor_target, b.next)
            away = ((a - replay.next_a[b.index]) ** 2).sum(1)
            y = b.target(targets(b.next, a).min(0)[0] - 0.01 * away)
        minimise(mse(critics(b.s, b.a), y), critic_adam)
        if next(count) % 2 == 0:
            critics.requires_grad_(False)
            a = torch.tanh(actor(b.s))
            q = critics(b.s, a).min(0)[0]
            away = ((a - b.a) ** 2).sum(1)
            minimise((0.01 * away - q / q.abs().mean().detach()).mean(), actor_adam)
            critics.requires_grad_(True)
            follow(targets, critics)
            follow(actor_target, actor)

    return step


def awac(replay):
    mean = network([OBSERVATION, 256, 256, 256, ACTION], nn.ReLU)
    log_std = nn.Parameter(torch.zeros(ACTION))
    policy_adam = torch.optim.Adam(list(mean.parameters()) + [log_std], lr=3e-4)
    critics, targets = with_target(Critics([SA, 256, 256, 256, 1]))
    critic_adam = adam(critics)

    def drawn(m):
        return (m + log_std.clamp(-20, 2).exp() * torch.randn_like(m)).clamp(-1, 1)

    def step():
        b = replay.draw()
        with torch.no_grad():
            y = b.target(targets(b.next, drawn(mean(b.next))).min(0)[0])
        minimise(mse(critics(b.s, b.a), y), critic_adam)
        m = mean(b.s)
        with torch.no_grad():
            advantage = critics(b.s, b.a).min(0)[0] - critics(b.s, drawn(m)).min(0)[0]
            weight = (advantage * 3).exp().clamp(max=100)
        minimise(-(weight * log_normal(b.a, m, log_std.clamp(-20, 2))).mean(), policy_adam)
        follow(targets, critics)

    return step


def iql(replay):
    critics, targets = with_target(Critics([SA, 256, 256, 1]))
    value = network([OBSERVATION, 256, 256, 1], nn.ReLU)
    mean = network([OBSERVATION, 256, 256, ACTION], nn.ReLU)
    log_std = nn.Parameter(torch.zeros(ACTION))
    policy_adam = torch.optim.Adam(list(mean.parameters()) + [log_std], lr=3e-4)
    critic_adam, value_adam = adam(critics), adam(value)

    def step():
        b = replay.draw()
        with torch.no_grad():
            q = targets(b.s, b.a).min(0)[0]
        u = q - value(b.s).squeeze(1)
        minimise((torch.abs(0.7 - (u < 0).float()) * u * u).mean(), value_adam)
        with torch.no_grad():
            weight = torch.exp(3.0 * (q - value(b.s).squeeze(1))).clamp(max=100)
            y = b.target(value(b.next).squeeze(1))
        log_pi = log_normal(b.a, torch.tanh(mean(b.s)), log_std.clamp(-5, 2))
        minimise(-(weight * log_pi).mean(), policy_adam)
        minimise(mse(critics(b.s, b.a), y), critic_adam)
        follow(targets, critics)

    return step


class Squashed(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = network([OBSERVATION, 256, 256, 2 * ACTION], nn.ReLU)
        self.multiplier = nn.Parameter(torch.ones(()))
        self.offset = nn.Parameter(-torch.ones(()))

    def forward(self, s, draws=1):
        """Actions [draws B, A], draws of one state being B rows apart, and their log-densities."""
        mean, raw = self.net(s).chunk(2, 1)
        ls = (self.multiplier * raw + self.offset).clamp(-20, 2)
        mean, ls = mean.repeat(draws, 1), ls.repeat(draws, 1)
        u = mean + ls.exp() * torch.randn_like(mean)
        correction = 2 * (math.log(2) - u - F.softplus(-2 * u)).sum(1)
        return torch.tanh(u), log_normal(u, mean, ls) - correction


def conservative(replay, critic_sizes, calibrated):
    """CQL(H) with ten actions of each kind; Cal-QL adds bound, multiplier and maximum backup."""
    n = 10
    critics, targets = with_target(Critics(critic_sizes))
    policy = Squashed()
    log_alpha = nn.Parameter(torch.zeros(()))
    multiplier = nn.Parameter(torch.ones(()))
    policy_adam, critic_adam = adam(policy), adam(critics)
    alpha_adam = torch.optim.Adam([log_alpha], lr=3e-4)
    multiplier_adam = torch.optim.Adam([multiplier], lr=3e-4)

    def step():
        b = replay.draw()
        with torch.no_grad():
            draws = n if calibrated else 1
            a = policy(b.next, draws)[0]
            q = targets(b.next.repeat(draws, 1), a).min(0)[0].view(draws, ROWS)
            y = b.target(q.max(0)[0])
            here, here_pi = policy(b.s, n)
            ahead, ahead_pi = policy(b.next, n)
            uniform = torch.rand(n * ROWS, ACTION) * 2 - 1
            density = torch.cat(
                [torch.full((n * ROWS,), -ACTION * math.log(2)), ahead_pi, here_pi])
        a, log_pi = policy(b.s)
        critics.requires_grad_(False)
        policy_loss = (log_alpha.exp().detach() * log_pi - critics(b.s, a).min(0)[0]).mean()
        critics.requires_grad_(True)
        alpha_loss = -log_alpha * (log_pi.detach() - ACTION).mean()
        recorded = critics(b.s, b.a)
        proposed = critics(b.s.repeat(3 * n, 1), torch.cat([uniform, ahead, here]))
        if calibrated:
            bound = replay.returns[b.index].repeat(2 * n)
            policys = torch.maximum(proposed[:, n * ROWS:], bound)
            proposed = torch.cat([proposed[:, :n * ROWS], policys], 1)
        difference = (proposed - density).view(2, 3 * n, ROWS).logsumexp(1).sub(recorded).mean(1)
        weight = multiplier.exp().clamp(0, 1e6) if calibrated else 1.0
        penalty = (5 * weight * (difference - 0.8)).sum() if calibrated else 5 * difference.sum()
        if calibrated:
            held = (5 * weight * (difference.detach() - 0.8)).sum()
            minimise(-0.5 * held, multiplier_adam)
            penalty = (5 * weight.detach() * (difference - 0.8)).sum()
        minimise(policy_loss, policy_adam)
        minimise(alpha_loss, alpha_adam)
        minimise(mse(recorded, y) + penalty, critic_adam)
        follow(targets, critics)

    return step


def cql(replay):
    return conservative(replay, [SA, 256, 256, 1], False)


def calql(replay):
    return conservative(replay, [SA, 256, 256, 256, 256, 1], True)


class Diffusion:
    STEPS = 5

    def __init__(self):
        t = self.STEPS
        k = torch.arange(1, t + 1).double()
        alpha = torch.exp(-0.1 / t - 0.5 * 9.9 * (2 * k - 1) / t**2)
        keep = torch.cumprod(alpha, 0)
        before = torch.cat([torch.ones(1).double(), keep[:-1]])
        beta = 1 - alpha
        self.recip, self.recip_m1 = (1 / keep).sqrt().float(), (1 / keep - 1).sqrt().float()
        self.coef1 = (beta * before.sqrt() / (1 - keep)).float()
        self.coef2 = ((1 - before) * alpha.sqrt() / (1 - keep)).float()
        self.sigma = (beta * (1 - before) / (1 - keep)).clamp(min=1e-20).sqrt().float()
        self.root, self.rest = keep.sqrt().float(), (1 - keep).sqrt().float()

    def sample(self, net, s):
        rows = len(s)
        x = torch.randn(rows, ACTION)
        for i in reversed(range(self.STEPS)):
            eps = net(x, torch.full((rows,), i), s)
            x0 = (self.recip[i] * x - self.recip_m1[i] * eps).clamp(-1, 1)
            x = self.coef1[i] * x0 + self.coef2[i] * x
            if i > 0:
                x = x + self.sigma[i] * torch.randn(rows, ACTION)
        return x.clamp(-1, 1)


def guidance(q):
    one, two = (0, 1) if torch.rand(()) < 0.5 else (1, 0)
    return -q[one].mean() / q[two].abs().mean().detach()


def clipped(loss, module, optimiser, norm=9.0):
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(module.parameters(), norm)
    optimiser.step()


def diffusion_ql(replay):
    chain = Diffusion()
    net, average = with_target(Noise())
    critics, targets = with_target(Critics([SA, 256, 256, 256, 1], nn.Mish))
    net_adam, critic_adam = adam(net), adam(critics)
    count = itertools.count(0)

    def step():
        b = replay.draw()
        with torch.no_grad():
            y = b.target(targets(b.next, chain.sample(average, b.next)).min(0)[0])
        clipped(mse(critics(b.s, b.a), y), critics, critic_adam)
        t = torch.randint(0, chain.STEPS, (ROWS,))
        noise = torch.randn(ROWS, ACTION)
        noisy = chain.root[t].unsqueeze(1) * b.a + chain.rest[t].unsqueeze(1) * noise
        imitation = F.mse_loss(net(noisy, t, b.s), noise)
        critics.requires_grad_(False)
        guide = guidance(critics(b.s, chain.sample(net, b.s)))
        clipped(imitation + guide, net, net_adam)
        critics.requires_grad_(True)
        if next(count) % 5 == 0:
            follow(average, net)
        follow(targets, critics)

    return step


class Velocity(nn.Module):
    """Average velocity of actions between two times, each embedded by sines and cosines."""

    def __init__(self):
        super().__init__()
        self.embed = nn.ModuleList([
            nn.Sequential(nn.Linear(16, 32), nn.Mish(), nn.Linear(32, 16)) for _ in range(2)])
        self.net = network([ACTION + 32 + OBSERVATION, 256, 256, 256, ACTION], nn.Mish)
        self.register_buffer(
            "frequency", torch.exp(torch.arange(8) * -(math.log(10000) / 7)))

    def forward(self, x, r, t, s):
        parts = [x]
        for embed, time in zip(self.embed, (r, t)):
            angle = time * self.frequency
            parts.append(embed(torch.cat([angle.sin(), angle.cos()], 1)))
        return self.net(torch.cat(parts + [s], 1))


def ofql(replay):
    net, average = with_target(Velocity())
    critics, targets = with_target(Critics([SA, 256, 256, 256, 1], nn.Mish))
    net_adam, critic_adam = adam(net), adam(critics)
    zero, one = torch.zeros(ROWS, 1), torch.ones(ROWS, 1)
    count = itertools.count(0)

    def act(module, s):
        e = torch.randn(ROWS, ACTION)
        return (e - module(e, zero, one, s)).clamp(-1, 1)

    def step():
        b = replay.draw()
        with torch.no_grad():
            y = b.target(targets(b.next, act(average, b.next)).min(0)[0])
        clipped(mse(critics(b.s, b.a), y), critics, critic_adam)
        e = torch.randn(ROWS, ACTION)
        times = torch.sigmoid(torch.randn(2, ROWS, 1) - 0.4)
        t = times.max(0)[0]
        r = torch.where(torch.rand(ROWS, 1) < 0.5, t, times.min(0)[0])
        x, v = (1 - t) * b.a + t * e, e - b.a
        with torch.no_grad(), forward.dual_level():
            out = net(forward.make_dual(x, v), r, forward.make_dual(t, one), b.s)
            slope = forward.unpack_dual(out).tangent
        imitation = F.mse_loss(net(x, r, t, b.s), v - (t - r) * slope)
        critics.requires_grad_(False)
        guide = guidance(critics(b.s, act(net, b.s)))
        clipped(imitation + 0.1 * guide, net, net_adam)
        critics.requires_grad_(True)
        if next(count) % 5 == 0:
            follow(average, net)
        follow(targets, critics)

    return step


def fql(replay):
    width = [512] * 4
    flow = network([SA + 1] + width + [ACTION], lambda: nn.GELU(approximate="tanh"))
    policy = network([SA] + width + [ACTION], lambda: nn.GELU(approximate="tanh"))
    critics, targets = with_target(
        Critics([SA] + width + [1], lambda: nn.GELU(approximate="tanh"), norm_after=True))
    flow_adam, policy_adam, critic_adam = adam(flow), adam(policy), adam(critics)

    def step():
        b = replay.draw()
        with torch.no_grad():
            z = torch.randn(ROWS, ACTION)
            y = b.target(targets(b.next, policy(torch.cat([b.next, z], 1)).clamp(-1, 1)).mean(0))
            z = torch.randn(ROWS, ACTION)
            end = z
            for i in range(10):
                time = torch.full((ROWS, 1), i / 10)
                end = end + flow(torch.cat([b.s, end, time], 1)) / 10
            end = end.clamp(-1, 1)
        noise, t = torch.randn(ROWS, ACTION), torch.rand(ROWS, 1)
        x = (1 - t) * noise + t * b.a
        imitation = F.mse_loss(flow(torch.cat([b.s, x, t], 1)), b.a - noise)
        critics.requires_grad_(False)
        a = policy(torch.cat([b.s, z], 1))
        policy_loss = 10 * F.mse_loss(a, end) - critics(b.s, a.clamp(-1, 1)).mean()
        critics.requires_grad_(True)
        critic_loss = mse(critics(b.s, b.a), y) / 2
        follow(targets, critics)
        minimise(imitation, flow_adam)
        minimise(policy_loss, policy_adam)
        minimise(critic_loss, critic_adam)

    return step


serve(Replay(), {
    "bc": bc, "td3bc": td3bc, "rebrac": rebrac, "awac": awac, "iql": iql, "cql": cql,
    "calql": calql, "diffusion-ql": diffusion_ql, "ofql": ofql, "fql": fql})
