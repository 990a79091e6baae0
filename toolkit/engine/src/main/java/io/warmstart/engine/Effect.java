package io.warmstart.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What a graph does besides computing tensors. The order in {@link Graph#effects()} is the meaning
 * of the program: a read sees every update declared before it.
 */
public sealed interface Effect {
  /** Tensors this effect uses. */
  List<Tensor> inputs();

  /** Parameters that this effect overwrites, each giving version {@code versions() + 1}. */
  List<Parameter> written();

  /** Versions of {@link #written()} before this effect, in the same order. */
  List<Integer> versions();

  /** One line for messages. */
  String label();

  /**
   * One optimiser update. It is refused as a whole where {@code norm} is not finite.
   *
   * @param loss the scalar that was differentiated
   * @param norm square root of the sum of squares of all gradients, a scalar
   * @param gradients one per parameter, of its shape
   */
  record Minimize(
      Tensor loss,
      Tensor norm,
      List<Tensor> gradients,
      ParameterSet parameters,
      List<Integer> versions,
      Optimizer how)
      implements Effect {
    /** Copies the lists. */
    public Minimize {
      gradients = List.copyOf(gradients);
      versions = List.copyOf(versions);
    }

    @Override
    public List<Tensor> inputs() {
      List<Tensor> all = new ArrayList<>(gradients);
      all.add(norm);
      all.add(loss);
      return all;
    }

    @Override
    public List<Parameter> written() {
      return parameters.all();
    }

    @Override
    public String label() {
      return "minimize " + parameters.all();
    }
  }

  /**
   * {@code target = target + rate * (online - target)}; a rate of 1 copies.
   *
   * @param onlineVersions versions of the online parameters that are mixed in
   * @param rate scalar
   */
  record Polyak(
      ParameterSet target,
      ParameterSet online,
      List<Integer> versions,
      List<Integer> onlineVersions,
      Tensor rate)
      implements Effect {
    /** Copies the lists. */
    public Polyak {
      versions = List.copyOf(versions);
      onlineVersions = List.copyOf(onlineVersions);
    }

    @Override
    public List<Tensor> inputs() {
      return List.of(rate);
    }

    @Override
    public List<Parameter> written() {
      return target.all();
    }

    @Override
    public String label() {
      return "polyak " + target.all();
    }
  }

  /** Replaces the value of a parameter. */
  record Assign(Parameter parameter, int version, Tensor value) implements Effect {
    @Override
    public List<Tensor> inputs() {
      return List.of(value);
    }

    @Override
    public List<Parameter> written() {
      return List.of(parameter);
    }

    @Override
    public List<Integer> versions() {
      return List.of(version);
    }

    @Override
    public String label() {
      return "assign " + parameter.path();
    }
  }

  /** Reports a scalar. */
  record Metric(String name, Tensor value) implements Effect {
    @Override
    public List<Tensor> inputs() {
      return List.of(value);
    }

    @Override
    public List<Parameter> written() {
      return List.of();
    }

    @Override
    public List<Integer> versions() {
      return List.of();
    }

    @Override
    public String label() {
      return "metric " + name;
    }
  }

  /** Copies a tensor to a named output buffer. */
  record Output(String name, Tensor value) implements Effect {
    @Override
    public List<Tensor> inputs() {
      return List.of(value);
    }

    @Override
    public List<Parameter> written() {
      return List.of();
    }

    @Override
    public List<Integer> versions() {
      return List.of();
    }

    @Override
    public String label() {
      return "output " + name;
    }
  }
}
