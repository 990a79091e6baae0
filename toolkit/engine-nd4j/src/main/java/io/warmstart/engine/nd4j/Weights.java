package io.warmstart.engine.nd4j;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** One parameter with Adam's moments; the arrays are overwritten in place. */
final class Weights implements AutoCloseable {
  private final Parameter parameter;
  private final INDArray values;
  private final INDArray first;
  private final INDArray second;
  private long updates;

  Weights(Parameter parameter, float[] initial) {
    this.parameter = parameter;
    values = Dense.of(initial, parameter.shape());
    first = Dense.zeros(parameter.shape());
    second = Dense.zeros(parameter.shape());
  }

  INDArray values() {
    return values;
  }

  INDArray first() {
    return first;
  }

  INDArray second() {
    return second;
  }

  long updates() {
    return updates;
  }

  void setUpdates(long updates) {
    this.updates = updates;
  }

  /** Overwrites one of the arrays. */
  void write(INDArray array, float[] from) {
    if (from.length != array.length()) {
      throw new GraphException(
          parameter + " has " + array.length() + " values, found " + from.length + ".");
    }
    try (Scratch scratch = new Scratch()) {
      array.assign(scratch.keep(Dense.of(from, parameter.shape())));
    }
  }

  /** One step of {@link Optimizer.Adam}. */
  void adam(Optimizer.Adam how, double norm, INDArray gradient) {
    double rate = how.rate().rate(updates);
    updates++;
    double clip = Math.min(1, how.clipNorm() / (norm + 1e-6));
    double firstCorrection = 1 - Math.pow(how.beta1(), updates);
    double secondCorrection = 1 - Math.pow(how.beta2(), updates);
    try (Scratch scratch = new Scratch()) {
      INDArray g = clip == 1 ? gradient : scratch.keep(gradient.mul(clip));
      first.muli(how.beta1()).addi(scratch.keep(g.mul(1 - how.beta1())));
      second.muli(how.beta2()).addi(scratch.keep(g.mul(g)).muli(1 - how.beta2()));
      INDArray root = Transforms.sqrt(scratch.keep(second.div(secondCorrection)), false);
      INDArray step = scratch.keep(first.div(root.addi(how.epsilon())));
      if (how.weightDecay() != 0) {
        values.muli(1 - rate * how.weightDecay());
      }
      values.subi(step.muli(rate / firstCorrection));
    }
  }

  /** {@code values += rate * (online - values)}. */
  void follow(Weights online, double rate) {
    if (rate == 1) {
      values.assign(online.values);
      return;
    }
    try (Scratch scratch = new Scratch()) {
      values.addi(scratch.keep(online.values.sub(values)).muli(rate));
    }
  }

  @Override
  public void close() {
    Dense.free(values);
    Dense.free(first);
    Dense.free(second);
  }
}
