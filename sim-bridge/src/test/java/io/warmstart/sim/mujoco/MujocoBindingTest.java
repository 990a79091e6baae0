package io.warmstart.sim.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.engine.Philox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The binding against plain C on the same MuJoCo, and what it refuses. */
class MujocoBindingTest {
  private static final int ACTIONS = 300;

  @TempDir static Path folder;
  private static NativeTools tools;
  private static Path replay;

  @BeforeAll
  static void compile() {
    tools = NativeTools.in(folder);
    replay = tools.replay();
  }

  @ParameterizedTest
  @CsvSource({
    "mujoco-runner, 5, 331, 5",
    "mujoco-runner, 5, 3012000, 6",
    "mujoco-arm-reach, 10, 340, 5",
    "mujoco-arm-reach, 10, 3005000, 6",
    "mujoco-maze-medium, 1, 3016000, 6"
  })
  void statesAreThoseOfPlainC(String task, int frameSkip, int version, int controlBit)
      throws IOException {
    String mjcf = new MujocoSimulator().modelText(task);
    MujocoLibrary library = MujocoLibrary.open(tools.shim(version, controlBit).toString());
    SharedModels models = new SharedModels(new LibrarySearch());
    try (MujocoData world = new MujocoData(models.ofText(library, task, mjcf))) {
      ByteBuffer expected = replay(world, mjcf, frameSkip);
      boolean hasTip = mjcf.contains("\"tip\"");
      double[] tip = new double[3];
      Philox random = Philox.of(1, "controls");
      world.reset();
      world.forward();
      for (int t = 0; t < ACTIONS; t++) {
        setControls(world, random, t);
        world.step(frameSkip);
        for (int i = 0; i < world.model().shape().positions(); i++) {
          assertThat(world.position(i)).as("position %d, step %d", i, t).isEqualTo(next(expected));
        }
        for (int i = 0; i < world.model().shape().velocities(); i++) {
          assertThat(world.velocity(i)).as("velocity %d, step %d", i, t).isEqualTo(next(expected));
        }
        if (hasTip) {
          JointChain.of(mjcf, "tip").locate(world, tip);
          for (double coordinate : tip) {
            assertThat(coordinate).isCloseTo(next(expected), within(1e-12));
          }
        }
      }
      assertThat(expected.hasRemaining()).isFalse();
    }
  }

  private static double next(ByteBuffer numbers) {
    return numbers.getDouble();
  }

  private static void setControls(MujocoData world, Philox random, int step) {
    List<Actuator> actuators = world.model().shape().actuators();
    for (int i = 0; i < actuators.size(); i++) {
      world.setControl(i, control(actuators.get(i), random, step, i));
    }
  }

  /** Held for ten steps, so that bodies really move. */
  private static double control(Actuator actuator, Philox random, int step, int index) {
    Actuator.Range range = actuator.range().orElseThrow();
    return range.low() + (range.high() - range.low()) * random.uniform(step / 10, index);
  }

  private static ByteBuffer replay(MujocoData world, String mjcf, int frameSkip)
      throws IOException {
    Shape shape = world.model().shape();
    List<Actuator> actuators = shape.actuators();
    int start = shape.positions() + shape.velocities();
    ByteBuffer in =
        ByteBuffer.allocate(Double.BYTES * (start + ACTIONS * actuators.size()))
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < shape.positions(); i++) {
      in.putDouble(world.position(i));
    }
    for (int i = 0; i < shape.velocities(); i++) {
      in.putDouble(world.velocity(i));
    }
    Philox random = Philox.of(1, "controls");
    for (int t = 0; t < ACTIONS; t++) {
      for (int i = 0; i < actuators.size(); i++) {
        in.putDouble(control(actuators.get(i), random, t, i));
      }
    }
    Path model = tools.write("model.xml", mjcf);
    Path input = Files.write(folder.resolve("in.bin"), in.array());
    Path output = folder.resolve("out.bin");
    NativeTools.must(
        List.of(
            replay.toString(),
            model.toString(),
            Integer.toString(frameSkip),
            input.toString(),
            output.toString()));
    return ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.nativeOrder());
  }

  @ParameterizedTest
  @CsvSource({"331, 6, controls do not act", "3012000, 5, state field 64 has 0 numbers"})
  void aStateLayoutOfAnotherReleaseIsFoundByTheSelfTest(
      int version, int controlBit, String finding) {
    assertOneLine(() -> MujocoLibrary.open(tools.shim(version, controlBit).toString()))
        .contains("fails the self-test: " + finding);
  }

  @Test
  void anOldReleaseIsRefusedByItsVersion() {
    assertOneLine(() -> MujocoLibrary.open("libmujoco.so"))
        .isEqualTo("libmujoco.so is version 2.2.2, expected 3.0.0 or newer");
  }

  @Test
  void aBrokenModelIsOneLineWithFileAndReason() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.xml"), "<mujoco>\n<body/>\n</mujoco>");
    Path noXml = Files.writeString(folder.resolve("no.xml"), "not xml at all");
    for (Path file : List.of(broken, noXml)) {
      assertOneLine(() -> simulator().create("mujoco:" + file))
          .contains(file + " is not a model that MuJoCo 3.3.1 can load: ")
          .contains("XML");
    }
    assertOneLine(() -> simulator().create("mujoco:" + folder.resolve("missing.xml")))
        .contains("missing.xml cannot be read");
  }

  @Test
  void aModelThatDoesNotFitTheTaskIsRefused() throws IOException {
    String runner = new MujocoSimulator().modelText("mujoco-runner");
    Path file = Files.writeString(folder.resolve("runner.xml"), runner);
    assertOneLine(() -> simulator().create("mujoco-hopper[model=" + file + "]"))
        .contains("expects a model with 6 positions, 6 velocities and 3 controls")
        .contains("runner.xml has 9 positions, 9 velocities and 6 controls");
    assertOneLine(() -> simulator().create("mujoco-hopper"))
        .contains("mujoco-hopper[model=FILE.xml]");
  }

  @Test
  void anErrorOfMujocoIsAnExceptionAndTheProcessLives() {
    Path shim = tools.shim(331, 5, "-DSHIM_ERROR");
    MujocoLibrary library = MujocoLibrary.open(shim.toString());
    SharedModels models = new SharedModels(new LibrarySearch());
    String mjcf = new MujocoSimulator().modelText("mujoco-runner");
    try (MujocoData world = new MujocoData(models.ofText(library, "runner", mjcf))) {
      assertOneLine(world::forward)
          .contains("runner: MuJoCo cannot go on: a deliberate error of the test");
      world.step(1);
    }
  }

  @Test
  void anUnstableSimulationIsAnErrorAndNotASilentReset() throws IOException {
    String wild = new MujocoSimulator().modelText("mujoco-runner").replace("\"110\"", "\"1e14\"");
    Path file = Files.writeString(folder.resolve("wild.xml"), wild);
    MujocoLibrary library = MujocoLibrary.open(tools.shim(331, 5).toString());
    SharedModels models = new SharedModels(new LibrarySearch());
    try (MujocoData world = new MujocoData(models.ofFile(library, file))) {
      world.setControl(0, 1);
      assertOneLine(() -> world.step(50)).contains("became unstable").contains("MuJoCo: ");
      world.reset();
      world.step(1);
      assertOneLine(() -> world.setControl(0, Double.NaN)).contains("control 0 would be NaN");
    }
    assertThat(Path.of("MUJOCO_LOG.TXT")).doesNotExist();
  }

  @Test
  void theBareLoopDoesTheWorkOfItsPeerInC() throws IOException {
    Path peer = tools.program(Path.of("../toolkit/benchmarks/peers/mujoco_loop.c"));
    Path model = tools.write("loop.xml", new MujocoSimulator().modelText("mujoco-runner"));
    Process process = new ProcessBuilder(peer.toString(), model.toString(), "5", "2500").start();
    String said = new String(process.getInputStream().readAllBytes());
    Path library = tools.shim(331, 5);
    try (PhysicsLoop loop = new PhysicsLoop(Optional.of(library), model, 5)) {
      assertThat(said).contains("\"steps\":12500").contains("\"version\":\"2.2.2\"");
      String checksum = said.replaceAll("(?s).*\"checksum\":([^}]*)}.*", "$1");
      assertThat(loop.run(2500)).isEqualTo(Double.parseDouble(checksum));
    }
  }

  private static MujocoSimulator simulator() {
    String library = tools.shim(331, 5).toString();
    return new MujocoSimulator(new LibrarySearch(Optional.of(library)));
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertOneLine(ThrowingCallable call) {
    String[] message = new String[1];
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(call)
        .satisfies(e -> message[0] = String.valueOf(e.getMessage()));
    return assertThat(message[0]).doesNotContain("\n");
  }
}
