"""The PyTorch peer of `warmstart bench engine --peer "python3 toolkit/benchmarks/peers/torch_peer.py"`.

Reads one request per line from standard input, `WORKLOAD THREADS SECONDS`, runs that workload and
answers with one line of JSON: workload, threads, median_ms, p10_ms, steps, versions. The three
updates are written as a competent PyTorch user would: fused parameters where the library offers
them (batched ensembles), no gradient where none is needed, `set_to_none` gradients.

W1  one IQL update in CORL's order: batch 256, 17 observations, 6 actions, 256x256, two critics
W2  one critic update of REDQ-SAC: ten LayerNorm critics 256x256, two of them in the target
W3  one Diffusion-QL actor update: five denoising steps, three Mish layers of 256

Debian: python3-torch with libopenblas0 (without it the peer runs on reference BLAS and the
comparison is unfair); set OMP_WAIT_POLICY=PASSIVE on shared machines.
"""
import copy
import json
import math
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

OBSERVATION, ACTION, ROWS, WIDTH = 17, 6, 256, 256


def network(sizes, activation):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2:
            layers.append(activation())
    return nn.Sequential(*layers)


def follow(target, online, rate=0.005):
    with torch.no_grad():
        for t, o in zip(target.parameters(), online.parameters()):
            t.lerp_(o, rate)


def adam(module):
    return torch.optim.Adam(module.parameters(), lr=3e-4)


def minimise(loss, optimiser):
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


class Data:
    def __init__(self):
        generator = torch.Generator().manual_seed(7)
        self.s = torch.randn(ROWS, OBSERVATION, generator=generator)
        self.a = torch.tanh(torch.randn(ROWS, ACTION, generator=generator))
        self.r = torch.randn(ROWS, generator=generator)
        self.next = torch.randn(ROWS, OBSERVATION, generator=generator)
        self.mask = torch.ones(ROWS)
        self.sa = torch.cat([self.s, self.a], 1)


def iql(d):
    sizes = [OBSERVATION + ACTION, WIDTH, WIDTH, 1]
    critics = nn.ModuleList([network(sizes, nn.ReLU) for _ in range(2)])
    targets = copy.deepcopy(critics).requires_grad_(False)
    value = network([OBSERVATION, WIDTH, WIDTH, 1], nn.ReLU)
    mean = network([OBSERVATION, WIDTH, WIDTH, ACTION], nn.ReLU)
    log_std = nn.Parameter(torch.zeros(ACTION))
    policy = nn.ParameterList(list(mean.parameters()) + [log_std])
    critic_adam, value_adam = adam(critics), adam(value)
    policy_adam = torch.optim.Adam(policy, lr=3e-4)

    def step():
        with torch.no_grad():
            next_value = value(d.next).squeeze(1)
            q = torch.min(targets[0](d.sa), targets[1](d.sa)).squeeze(1)
            y = d.r + 0.99 * d.mask * next_value
        u = q - value(d.s).squeeze(1)
        minimise((torch.abs(0.7 - (u < 0).float()) * u * u).mean(), value_adam)
        minimise(sum(F.mse_loss(c(d.sa).squeeze(1), y) for c in critics) / 2, critic_adam)
        follow(targets, critics)
        weight = torch.exp(3.0 * u.detach()).clamp(max=100)
        ls = log_std.clamp(-20, 2)
        z = (d.a - torch.tanh(mean(d.s))) * torch.exp(-ls)
        log_pi = (-0.5 * z * z - ls - 0.5 * math.log(2 * math.pi)).sum(1)
        minimise(-(weight * log_pi).mean(), policy_adam)

    return step


class Ensemble(nn.Module):
    """Members evaluated by one batched product per layer."""

    def __init__(self, members, sizes):
        super().__init__()
        self.weights, self.biases, self.scales, self.shifts = (nn.ParameterList() for _ in range(4))
        for i in range(len(sizes) - 1):
            self.weights.append(
                nn.Parameter(torch.randn(members, sizes[i], sizes[i + 1]) / math.sqrt(sizes[i])))
            self.biases.append(nn.Parameter(torch.zeros(members, 1, sizes[i + 1])))
            if i < len(sizes) - 2:
                self.scales.append(nn.Parameter(torch.ones(members, 1, sizes[i + 1])))
                self.shifts.append(nn.Parameter(torch.zeros(members, 1, sizes[i + 1])))

    def forward(self, x, chosen=None):
        pick = (lambda p: p) if chosen is None else (lambda p: p[chosen])
        members = len(pick(self.weights[0]))
        h = x.unsqueeze(0).expand(members, -1, -1)
        for i, weight in enumerate(self.weights):
            h = torch.baddbmm(pick(self.biases[i]), h, pick(weight))
            if i < len(self.scales):
                h = F.layer_norm(h, (h.shape[-1],)) * pick(self.scales[i]) + pick(self.shifts[i])
                h = torch.relu(h)
        return h.squeeze(-1)


def redq(d):
    members = 10
    critics = Ensemble(members, [OBSERVATION + ACTION, WIDTH, WIDTH, 1])
    targets = copy.deepcopy(critics).requires_grad_(False)
    policy = network([OBSERVATION, WIDTH, WIDTH, 2 * ACTION], nn.ReLU)
    critic_adam = adam(critics)

    def step():
        with torch.no_grad():
            mean, ls = policy(d.next).chunk(2, 1)
            ls = ls.clamp(-20, 2)
            u = mean + ls.exp() * torch.randn_like(mean)
            z = (u - mean) * torch.exp(-ls)
            log_pi = (-0.5 * z * z - ls - 0.5 * math.log(2 * math.pi)
                      - 2 * (math.log(2) - u - F.softplus(-2 * u))).sum(1)
            chosen = torch.randperm(members)[:2]
            q = targets(torch.cat([d.next, torch.tanh(u)], 1), chosen).min(0)[0]
            y = d.r + 0.99 * d.mask * (q - 0.2 * log_pi)
        minimise(((critics(d.sa) - y) ** 2).mean(1).sum(0), critic_adam)
        follow(targets, critics)

    return step


class Noise(nn.Module):
    """Predicts the noise of a diffused action from the action, the step and the observation."""

    def __init__(self):
        super().__init__()
        self.time = nn.Sequential(nn.Linear(16, 32), nn.Mish(), nn.Linear(32, 16))
        self.net = network([ACTION + 16 + OBSERVATION, WIDTH, WIDTH, WIDTH, ACTION], nn.Mish)
        frequency = torch.exp(torch.arange(8) * -(math.log(10000) / 7))
        self.register_buffer("frequency", frequency)

    def forward(self, x, t, s):
        angle = t.float().unsqueeze(1) * self.frequency
        embedded = self.time(torch.cat([angle.sin(), angle.cos()], 1))
        return self.net(torch.cat([x, embedded, s], 1))


def diffusion(d):
    steps = 5
    net = Noise()
    average = copy.deepcopy(net).requires_grad_(False)
    sizes = [OBSERVATION + ACTION, WIDTH, WIDTH, WIDTH, 1]
    q1, q2 = network(sizes, nn.Mish), network(sizes, nn.Mish)
    q1.requires_grad_(False)
    q2.requires_grad_(False)
    optimiser = adam(net)
    k = torch.arange(1, steps + 1).double()
    alpha = torch.exp(-0.1 / steps - 0.5 * 9.9 * (2 * k - 1) / steps**2)
    keep = torch.cumprod(alpha, 0)
    before = torch.cat([torch.ones(1).double(), keep[:-1]])
    beta = 1 - alpha
    recip, recip_m1 = (1 / keep).sqrt().float(), (1 / keep - 1).sqrt().float()
    coef1 = (beta * before.sqrt() / (1 - keep)).float()
    coef2 = ((1 - before) * alpha.sqrt() / (1 - keep)).float()
    sigma = (beta * (1 - before) / (1 - keep)).clamp(min=1e-20).sqrt().float()
    root, rest = keep.sqrt().float(), (1 - keep).sqrt().float()

    def step():
        t = torch.randint(0, steps, (ROWS,))
        noise = torch.randn(ROWS, ACTION)
        noisy = root[t].unsqueeze(1) * d.a + rest[t].unsqueeze(1) * noise
        bc = F.mse_loss(net(noisy, t, d.s), noise)
        x = torch.randn(ROWS, ACTION)
        for i in reversed(range(steps)):
            eps = net(x, torch.full((ROWS,), i), d.s)
            x0 = (recip[i] * x - recip_m1[i] * eps).clamp(-1, 1)
            x = coef1[i] * x0 + coef2[i] * x
            if i > 0:
                x = x + sigma[i] * torch.randn(ROWS, ACTION)
        sa = torch.cat([d.s, x.clamp(-1, 1)], 1)
        guide = -q1(sa).mean() / q2(sa).abs().mean().detach()
        optimiser.zero_grad(set_to_none=True)
        (bc + guide).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 9.0)
        optimiser.step()
        follow(average, net)

    return step


def linked_blas():
    """Name of the BLAS this process really mapped; reference BLAS makes the comparison unfair."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        mapped = maps.read()
    for name in ("openblas", "mkl", "blis", "libblas"):
        if name in mapped:
            return "reference (install libopenblas0)" if name == "libblas" else name
    return "built in"


def serve(data, builders):
    """Answers requests until standard input ends."""
    built = {}
    blas = linked_blas()
    for line in sys.stdin:
        workload, threads, seconds = line.split()
        torch.set_num_threads(int(threads))
        torch.manual_seed(0)
        if workload not in built:
            built[workload] = builders[workload](data)
            for _ in range(10):
                built[workload]()
        step = built[workload]
        times = []
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end:
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1e3)
        times.sort()
        print(json.dumps({
            "workload": workload, "threads": int(threads), "steps": len(times),
            "median_ms": statistics.median(times), "p10_ms": times[len(times) // 10],
            "peer": f"PyTorch {torch.__version__}, BLAS {blas}"}), flush=True)


if __name__ == "__main__":
    serve(Data(), {"W1": iql, "W2": redq, "W3": diffusion})
