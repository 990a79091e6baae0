package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * One simulated world: an mjData and a copy of its time, positions and velocities. One thread at a
 * time; the model may be shared.
 */
final class MujocoData implements AutoCloseable {
  private static final int STATE =
      MujocoLibrary.TIME | MujocoLibrary.POSITIONS | MujocoLibrary.VELOCITIES;

  /**
   * MuJoCo answers a state that is not finite by a warning with this word and a reset of its own,
   * which also sets back the time.
   */
  private static final String UNSTABLE = "unstable";

  private final MujocoModel model;
  private final MujocoLibrary library;
  private final Arena memory;
  private final MemorySegment nativeState;
  private final MemorySegment nativeControls;
  private final double[] state;
  private final double[] controls;
  private final int controlBit;
  private final int positions;
  private final int velocities;
  private long address;

  /**
   * A world in the model's initial state.
   *
   * @param model is left when this is closed
   * @throws EnvironmentException if MuJoCo gets no memory for it; the model is left then
   */
  MujocoData(MujocoModel model) {
    this.model = model;
    this.library = model.library();
    this.controlBit = library.controls();
    this.positions = model.shape().positions();
    this.velocities = model.shape().velocities();
    NativeMessages.clear();
    this.address = library.makeData(model.address());
    if (address == 0) {
      model.leave();
      NativeMessages.check(model.name());
      throw new EnvironmentException(model.name() + ": MuJoCo has no memory for another world");
    }
    this.memory = Arena.ofShared();
    this.state = new double[1 + positions + velocities];
    this.controls = new double[model.shape().actuators().size()];
    this.nativeState = memory.allocate(ValueLayout.JAVA_DOUBLE, state.length);
    this.nativeControls = memory.allocate(ValueLayout.JAVA_DOUBLE, controls.length);
    read();
  }

  MujocoModel model() {
    return model;
  }

  /** Seconds since the last reset. */
  double time() {
    return state[0];
  }

  /** Number {@code i} of qpos. */
  double position(int i) {
    return state[1 + i];
  }

  /** Number {@code i} of qvel. */
  double velocity(int i) {
    return state[1 + positions + i];
  }

  /** Changes number {@code i} of qpos in the copy; {@link #place} makes it so. */
  void setPosition(int i, double value) {
    state[1 + i] = finite(value, "position", i);
  }

  /** Changes number {@code i} of qvel in the copy; {@link #place} makes it so. */
  void setVelocity(int i, double value) {
    state[1 + positions + i] = finite(value, "velocity", i);
  }

  /** Changes number {@code i} of ctrl in the copy; {@link #step} hands it over. */
  void setControl(int i, double value) {
    controls[i] = finite(value, "control", i);
  }

  private double finite(double value, String what, int index) {
    if (!Double.isFinite(value)) {
      throw new EnvironmentException(
          model.name() + ": " + what + " " + index + " would be " + value + "; nothing was done");
    }
    return value;
  }

  /** Puts everything back to the model's initial state, controls to zero. */
  void reset() {
    NativeMessages.clear();
    library.resetData(model.address(), open());
    Arrays.fill(controls, 0);
    read();
  }

  /** Makes the copy of time, positions and velocities the state of the world. */
  void place() {
    long data = open();
    MemorySegment.copy(state, 0, nativeState, ValueLayout.JAVA_DOUBLE, 0, state.length);
    library.setState(model.address(), data, nativeState, STATE);
  }

  /** Computes everything that follows from the state, without moving. */
  void forward() {
    library.forward(model.address(), open());
    NativeMessages.check(model.name());
  }

  /**
   * Applies the controls for some physics steps.
   *
   * @throws EnvironmentException if the simulation becomes unstable, where MuJoCo would start over
   *     by itself, or if MuJoCo reports an error
   */
  void step(int steps) {
    long data = open();
    double before = time();
    MemorySegment.copy(controls, 0, nativeControls, ValueLayout.JAVA_DOUBLE, 0, controls.length);
    library.setState(model.address(), data, nativeControls, controlBit);
    for (int i = 0; i < steps; i++) {
      library.step(model.address(), data);
    }
    NativeMessages.check(model.name());
    read();
    double late = before + steps * model.shape().timeStep() - time();
    boolean onTime = Math.abs(late) < 0.5 * model.shape().timeStep();
    if (!onTime || !isFinite() || NativeMessages.warning().contains(UNSTABLE)) {
      throw unstable(before);
    }
  }

  private EnvironmentException unstable(double before) {
    String warning = NativeMessages.warning();
    NativeMessages.clear();
    return new EnvironmentException(
        model.name()
            + ": the simulation became unstable "
            + before
            + " s after the reset"
            + (warning.isEmpty() ? "" : " (MuJoCo: " + warning + ")")
            + "; reset it, and use smaller controls or a smaller time step in the model");
  }

  private boolean isFinite() {
    for (double number : state) {
      if (!Double.isFinite(number)) {
        return false;
      }
    }
    return true;
  }

  private void read() {
    library.getState(model.address(), address, nativeState, STATE);
    MemorySegment.copy(nativeState, ValueLayout.JAVA_DOUBLE, 0, state, 0, state.length);
  }

  private long open() {
    if (address == 0) {
      throw new IllegalStateException(model.name() + ": the world is closed");
    }
    return address;
  }

  /** Frees the world; twice is harmless. */
  @Override
  public void close() {
    if (address != 0) {
      library.deleteData(address);
      address = 0;
      memory.close();
      model.leave();
    }
  }
}
