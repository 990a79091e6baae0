package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A compiled model, shared by all data made from it and freed with the last of its users. Any
 * thread may use it.
 */
final class MujocoModel {
  private final MujocoLibrary library;
  private final String name;
  private final long address;
  private final Shape shape;
  private int users;

  /**
   * Takes over a loaded model, with one user.
   *
   * @throws EnvironmentException if the bounds of its controls cannot be told; it is freed then
   */
  MujocoModel(MujocoLibrary library, String name, MujocoLibrary.Loaded loaded) {
    this.library = library;
    this.name = name;
    this.address = loaded.address();
    this.users = 1;
    try {
      this.shape = readShape(loaded.xml());
    } catch (EnvironmentException e) {
      library.deleteModel(address);
      throw e;
    }
  }

  private Shape readShape(String xml) {
    int controls = library.stateSize(address, library.controls());
    List<Actuator> actuators = Actuator.read(xml, name);
    if (actuators.size() != controls) {
      throw new EnvironmentException(
          name
              + " has "
              + controls
              + " controls for "
              + actuators.size()
              + " actuators; only actuators with one control each are supported");
    }
    return new Shape(
        library.stateSize(address, MujocoLibrary.POSITIONS),
        library.stateSize(address, MujocoLibrary.VELOCITIES),
        actuators,
        measureTimeStep());
  }

  /** No struct is read, so a world tells how far its clock goes in one step. */
  private double measureTimeStep() {
    NativeMessages.clear();
    long data = library.makeData(address);
    try (Arena arena = Arena.ofConfined()) {
      NativeMessages.check(name);
      if (data == 0) {
        throw new EnvironmentException(name + ": MuJoCo has no memory for a world");
      }
      MemorySegment time = arena.allocate(ValueLayout.JAVA_DOUBLE);
      library.step(address, data);
      NativeMessages.check(name);
      library.getState(address, data, time, MujocoLibrary.TIME);
      return time.get(ValueLayout.JAVA_DOUBLE, 0);
    } finally {
      if (data != 0) {
        library.deleteData(data);
      }
    }
  }

  MujocoLibrary library() {
    return library;
  }

  /** How messages call it. */
  String name() {
    return name;
  }

  /** Address of the mjModel. */
  long address() {
    return address;
  }

  /** Its sizes. */
  Shape shape() {
    return shape;
  }

  /** Whether another user was let in; not if it is freed already. */
  synchronized boolean join() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  /** Frees it if this was the last user. */
  synchronized void leave() {
    users--;
    if (users == 0) {
      library.deleteModel(address);
    }
  }
}
