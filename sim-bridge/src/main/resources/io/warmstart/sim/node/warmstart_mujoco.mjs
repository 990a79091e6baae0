// Serves copies of a MuJoCo model to Warmstart with the npm package @mujoco/mujoco.
//
// Frames on standard input and output; they are described in Warmstart's
// docs/simulators/protocol.md. Whatever else is printed goes to standard error.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [HELLO, RESET, STEP, RENDER, CLOSE, ECHO, ERROR] = [1, 2, 3, 4, 5, 6, 7];
const [TERMINATED, TRUNCATED] = [1, 2];
const MAGIC = Buffer.from('WSIM');
const VERSION = 1;
const HEADER = 16;
const LONGEST_ERROR = 3500;
const DEFAULT_LIMIT = 1000;
const padded = (count) => Math.ceil(count / 8) * 8;

console.log = console.info = console.debug = console.error;

function readInto(buffer, length) {
  let filled = 0;
  while (filled < length) {
    let count;
    try {
      count = fs.readSync(0, buffer, filled, length - filled, null);
    } catch (failure) {
      if (failure.code === 'EAGAIN') continue;
      if (failure.code === 'EOF') return false;
      throw failure;
    }
    if (count === 0) return false;
    filled += count;
  }
  return true;
}

function write(buffer, length) {
  let written = 0;
  while (written < length) {
    try {
      written += fs.writeSync(1, buffer, written, length - written);
    } catch (failure) {
      if (failure.code !== 'EAGAIN') throw failure;
    }
  }
}

/** splitmix64: numbers in [0, 1) that follow from a seed only. */
class Draws {
  constructor(seed) {
    this.state = BigInt.asUintN(64, seed);
  }

  next() {
    this.state = BigInt.asUintN(64, this.state + 0x9e3779b97f4a7c15n);
    let z = this.state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return Number((z ^ (z >> 31n)) >> 11n) / 2 ** 53;
  }
}

class Server {
  constructor(mujoco, request) {
    const task = request.task;
    this.mujoco = mujoco;
    this.task = task;
    this.count = request.environments;
    this.autoreset = request.autoreset === 'same-step';
    this.limit = request.stepLimit || DEFAULT_LIMIT;
    this.model = load(mujoco, task);
    this.sizes = { q: this.model.nq, v: this.model.nv, u: this.model.nu };
    if (this.sizes.u === 0) throw new Error('the model has no actuators, so nothing can be done');
    this.copies = Array.from({ length: this.count }, () => new mujoco.MjData(this.model));
    this.steps = new Int32Array(this.count);
    this.seconds = task.frameSkip * this.model.opt.timestep;
    this.initial = Float64Array.from(this.model.qpos0);
    this.takeViews();
    this.allocate();
  }

  /** Views on the module's memory; they must be taken again after it has grown. */
  takeViews() {
    this.views = this.copies.map((data) => ({ q: data.qpos, v: data.qvel, u: data.ctrl }));
  }

  allocate() {
    const { q, v, u } = this.sizes;
    this.block = 8 * this.count * (q + v);
    this.flagsAt = HEADER + 8 * this.count;
    this.rowsAt = this.flagsAt + padded(this.count);
    this.resetReply = Buffer.from(new ArrayBuffer(HEADER + this.block));
    this.stepReply = Buffer.from(new ArrayBuffer(this.rowsAt + 2 * this.block));
    this.rewards = new Float64Array(this.stepReply.buffer, HEADER, this.count);
    this.seedsAt = padded(4 * this.count * u);
  }

  hello() {
    const { q, v } = this.sizes;
    const named = (word, count) => Array.from({ length: count }, (_, i) => (
      { name: `${word}/${i}`, unit: '1' }));
    const part = (name, count) => (
      { name, type: 'F32', shape: [count], role: 'STATE', channels: named(name, count) });
    return {
      program: `@mujoco/mujoco ${this.mujoco.mj_versionString()}, Node ${process.versions.node}`,
      environments: this.count,
      autoreset: this.autoreset ? 'same-step' : 'none',
      stepLimit: this.limit,
      spec: {
        observations: [part('position', q), part('velocity', v)],
        actions: [{ name: 'control', channels: this.controls() }],
        controlPeriodNanos: Math.round(this.seconds * 1e9),
      },
      types: ['F64', 'F64'],
      start: [...this.initial, ...new Array(v).fill(0)],
    };
  }

  /** A range of [0, 0] means that the model does not limit the control. */
  controls() {
    const range = this.model.actuator_ctrlrange;
    const kind = this.mujoco.mjtObj.mjOBJ_ACTUATOR.value;
    return Array.from({ length: this.sizes.u }, (_, i) => {
      const limited = range[2 * i] < range[2 * i + 1];
      // Of an actuator without a name, the package gives whatever lies at address 0.
      const name = this.mujoco.mj_id2name(this.model, kind, i) || '';
      const known = name !== '' && this.mujoco.mj_name2id(this.model, kind, name) === i;
      return {
        name: known ? name : `control/${i}`,
        unit: '1',
        low: limited ? range[2 * i] : -this.task.controlLimit,
        high: limited ? range[2 * i + 1] : this.task.controlLimit,
      };
    });
  }

  start(index, seed) {
    this.mujoco.mj_resetData(this.model, this.copies[index]);
    const draws = new Draws(seed);
    const noise = this.task.resetNoise;
    const { q, v } = this.views[index];
    if (noise > 0) {
      for (let i = 0; i < q.length; i++) q[i] += noise * (2 * draws.next() - 1);
      for (let i = 0; i < v.length; i++) v[i] += noise * (2 * draws.next() - 1);
    }
    this.steps[index] = 0;
  }

  place(index, state) {
    this.mujoco.mj_resetData(this.model, this.copies[index]);
    this.views[index].q.set(state.subarray(0, this.sizes.q));
    this.views[index].v.set(state.subarray(this.sizes.q));
    this.steps[index] = 0;
  }

  /** Part after part, each with the rows of all copies. */
  observe(buffer, at, indices) {
    const { q, v } = this.sizes;
    const positions = new Float64Array(buffer.buffer, at, indices.length * q);
    const velocities = new Float64Array(buffer.buffer, at + 8 * positions.length, indices.length * v);
    indices.forEach((index, row) => {
      positions.set(this.views[index].q, row * q);
      velocities.set(this.views[index].v, row * v);
    });
  }

  everybody() {
    return Array.from({ length: this.count }, (_, i) => i);
  }

  reset(payload) {
    const width = this.sizes.q + this.sizes.v;
    const maskAt = 8 * this.count;
    const statesAt = maskAt + padded(this.count);
    for (let i = 0; i < this.count; i++) {
      if (payload[maskAt + i] === 0) continue;
      if (payload.length > statesAt) {
        const from = payload.byteOffset + statesAt + 8 * i * width;
        this.place(i, new Float64Array(payload.buffer, from, width));
      } else {
        this.start(i, payload.readBigInt64LE(8 * i));
      }
    }
    this.observe(this.resetReply, HEADER, this.everybody());
    return [this.resetReply, this.resetReply.length];
  }

  step(payload) {
    if (this.views[0].q.length === 0) this.takeViews();
    const { u } = this.sizes;
    const actions = new Float32Array(payload.buffer, payload.byteOffset, this.count * u);
    const ended = [];
    for (let i = 0; i < this.count; i++) {
      const flags = this.advance(i, actions.subarray(i * u, (i + 1) * u));
      this.stepReply[this.flagsAt + i] = flags;
      if (flags !== 0 && this.autoreset) ended.push(i);
    }
    let length = this.rowsAt + this.block;
    if (ended.length > 0) {
      this.observe(this.stepReply, length, ended);
      length += 8 * ended.length * (this.sizes.q + this.sizes.v);
      for (const i of ended) this.start(i, payload.readBigInt64LE(this.seedsAt + 8 * i));
    }
    this.observe(this.stepReply, this.rowsAt, this.everybody());
    return [this.stepReply, length];
  }

  /** One control period of one copy; gives the flags. */
  advance(index, action) {
    const { task, mujoco, model } = this;
    const { q, v, u } = this.views[index];
    const before = q.length > 0 ? q[0] : 0;
    if (task.speedLimit > 0) {
      for (let i = 0; i < v.length; i++) {
        v[i] = Math.min(Math.max(v[i], -task.speedLimit), task.speedLimit);
      }
    }
    u.set(action);
    for (let s = 0; s < task.frameSkip; s++) mujoco.mj_step(model, this.copies[index]);
    let squares = 0;
    for (const a of action) squares += a * a;
    this.rewards[index] = task.forwardWeight * (q[0] - before) / this.seconds
      + task.aliveReward - task.controlCost * squares;
    this.steps[index]++;
    const height = task.heightIndex >= 0 ? q[task.heightIndex] : task.minHeight;
    const fell = height < task.minHeight || height > task.maxHeight;
    const late = this.steps[index] >= this.limit;
    return (fell ? TERMINATED : 0) | (late ? TRUNCATED : 0);
  }
}

function load(mujoco, task) {
  if (task.xml) return mujoco.MjModel.from_xml_string(task.xml);
  // Only the text travels into the module, so a model of several files is told apart here.
  const text = fs.readFileSync(task.file, 'utf8');
  const other = text.match(/<include\b|\bfile\s*=\s*"/);
  if (other) {
    throw new Error(`${path.basename(task.file)} refers to other files (${other[0]}...), which `
      + 'this bridge does not load; give it as one file without meshes');
  }
  return mujoco.MjModel.from_xml_string(text);
}

function text(content) {
  const bytes = Buffer.from(content);
  const reply = Buffer.alloc(HEADER + bytes.length);
  bytes.copy(reply, HEADER);
  return [reply, reply.length];
}

async function answer(server, kind, payload) {
  if (kind === HELLO) {
    const request = JSON.parse(payload.toString());
    const module = await import(pathToFileURL(request.task.module));
    const mujoco = await module.default({ print: console.error, printErr: console.error });
    const created = new Server(mujoco, request);
    return [created, text(JSON.stringify(created.hello()))];
  }
  if (kind === ECHO) {
    const size = payload.readUInt32LE(0);
    return [server, [Buffer.alloc(HEADER + size), HEADER + size]];
  }
  if (kind === CLOSE) return [server, text('')];
  if (!server) throw new Error('the first request must be HELLO');
  if (kind === RESET) return [server, server.reset(payload)];
  if (kind === STEP) return [server, server.step(payload)];
  if (kind === RENDER) return [server, [Buffer.alloc(HEADER + 8), HEADER + 8]];
  throw new Error(`there is no request ${kind}`);
}

const header = Buffer.alloc(HEADER);
let payload = Buffer.from(new ArrayBuffer(0));
let server = null;
while (readInto(header, HEADER)) {
  if (!header.subarray(0, 4).equals(MAGIC)) {
    console.error('warmstart_mujoco: this is not a frame:', header);
    process.exit(1);
  }
  let kind = header.readUInt16LE(6);
  const length = header.readUInt32LE(12);
  if (payload.length !== length) payload = Buffer.from(new ArrayBuffer(length));
  if (!readInto(payload, length)) break;
  let reply;
  let size;
  try {
    if (header.readUInt16LE(4) !== VERSION) {
      throw new Error(`this server speaks version ${VERSION} of the protocol`);
    }
    [server, [reply, size]] = await answer(server, kind, payload);
  } catch (failure) {
    console.error(failure);
    const line = `${failure.name ?? 'Error'}: ${failure.message ?? failure}`.replace(/\s+/g, ' ');
    [reply, size] = text(line.trim().slice(0, LONGEST_ERROR));
    kind = ERROR;
  }
  MAGIC.copy(reply, 0);
  reply.writeUInt16LE(VERSION, 4);
  reply.writeUInt16LE(kind, 6);
  header.copy(reply, 8, 8, 12);
  reply.writeUInt32LE(size - HEADER, 12);
  write(reply, size);
  if (kind === CLOSE) break;
}
