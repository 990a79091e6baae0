package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Tries a library out before it is trusted: two carts on rails, of which each must move under its
 * own motor and only under that. A binding whose state fields do not match the library fails here
 * and not as a robot that never moves.
 */
final class SelfTest {
  private static final String CARTS =
      """
      <mujoco model="self-test">
        <option timestep="0.01" gravity="0 0 0"/>
        <worldbody>
          <body><joint name="a" type="slide" axis="1 0 0"/><geom type="sphere" size="0.1"/></body>
          <body pos="0 9 0">
            <joint name="b" type="slide" axis="1 0 0"/><geom type="sphere" size="0.1"/>
          </body>
        </worldbody>
        <actuator><motor joint="a" gear="10"/><motor joint="b" gear="10"/></actuator>
      </mujoco>
      """;
  private static final int CARTS_COUNT = 2;
  private static final double SHIFT = 0.25;

  private final MujocoLibrary library;
  private final long model;
  private final long data;
  private final MemorySegment numbers;

  private SelfTest(MujocoLibrary library, long model, long data, MemorySegment numbers) {
    this.library = library;
    this.model = model;
    this.data = data;
    this.numbers = numbers;
  }

  /**
   * Runs the test.
   *
   * @throws EnvironmentException in one line, if it fails
   */
  static void run(MujocoLibrary library) {
    try (ScratchFile file = ScratchFile.of(CARTS, ".xml");
        Arena arena = Arena.ofConfined()) {
      long model = library.load(file.path(), "MuJoCo's self-test").address();
      long data = library.makeData(model);
      try {
        MemorySegment numbers = arena.allocate(ValueLayout.JAVA_DOUBLE, CARTS_COUNT);
        SelfTest test = new SelfTest(library, model, data, numbers);
        test.checkSizes();
        test.checkPositions();
        for (int cart = 0; cart < CARTS_COUNT; cart++) {
          test.checkControl(cart);
        }
      } finally {
        library.deleteData(data);
        library.deleteModel(model);
      }
    }
  }

  private void checkSizes() {
    int[] fields = {MujocoLibrary.POSITIONS, MujocoLibrary.VELOCITIES, library.controls()};
    for (int field : fields) {
      int size = library.stateSize(model, field);
      if (size != CARTS_COUNT) {
        throw failed("state field " + field + " has " + size + " numbers, expected " + CARTS_COUNT);
      }
    }
  }

  private void checkPositions() {
    library.resetData(model, data);
    write(0, SHIFT, MujocoLibrary.POSITIONS);
    if (read(0, MujocoLibrary.POSITIONS) != SHIFT || read(1, MujocoLibrary.POSITIONS) != 0) {
      throw failed("positions are not read back as they were written");
    }
  }

  private void checkControl(int cart) {
    library.resetData(model, data);
    write(cart, 1, library.controls());
    library.step(model, data);
    library.step(model, data);
    if (!(read(cart, MujocoLibrary.POSITIONS) > 0)) {
      throw failed("controls do not act");
    }
    if (read(1 - cart, MujocoLibrary.POSITIONS) != 0) {
      throw failed("a control moves another joint than its own");
    }
  }

  private void write(int index, double value, int field) {
    numbers.fill((byte) 0);
    numbers.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
    library.setState(model, data, numbers, field);
  }

  private double read(int index, int field) {
    library.getState(model, data, numbers, field);
    return numbers.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
  }

  private EnvironmentException failed(String what) {
    return library.unusable(
        "says it is version "
            + library.version()
            + " but fails the self-test: "
            + what
            + "; this release is newer than the binding knows or not MuJoCo");
  }
}
