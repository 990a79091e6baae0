package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.engine.DType;
import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CpuSessionTest {
  private static Session open(SmallPrograms program, int workers, long... seeds) {
    Parameters parameters = new Parameters();
    return new CpuExecutor(workers)
        .withoutWarmUp()
        .open(program.declare(parameters), parameters, SmallPrograms.feed(), seeds);
  }

  @ParameterizedTest
  @EnumSource
  void oneAndMoreWorkersGiveTheSameBits(SmallPrograms program) {
    long[] hashes = new long[3];
    for (int workers = 1; workers <= 3; workers++) {
      try (Session session = open(program, workers, 7)) {
        session.run(5);
        hashes[workers - 1] = States.hash(session);
      }
    }
    assertThat(hashes[1]).isEqualTo(hashes[0]);
    assertThat(hashes[2]).isEqualTo(hashes[0]);
  }

  @ParameterizedTest
  @EnumSource
  void savedAndLoadedContinuesLikeUninterrupted(SmallPrograms program) {
    Map<String, byte[]> half;
    long expected;
    try (Session session = open(program, 1, 7, 8)) {
      session.run(3);
      half = States.bytes(session);
      session.run(3);
      expected = States.hash(session);
    }
    try (Session session = open(program, 2, 7, 8)) {
      session.load(States.source(half));
      assertThat(session.programs()).isEqualTo(3);
      session.run(3);
      assertThat(States.hash(session)).isEqualTo(expected);
    }
  }

  @Test
  void seedsOfOneSessionEqualSessionsOfTheirOwn() {
    Parameter[] weight = new Parameter[1];
    float[][] together = new float[2][];
    Parameters parameters = new Parameters();
    Program program = SmallPrograms.CLONING.declare(parameters);
    weight[0] = parameters.get("policy/dense1/weight");
    CpuExecutor cpu = new CpuExecutor(1).withoutWarmUp();
    Feed same = (seed, number, buffers) -> SmallPrograms.feed().fill(0, number, buffers);
    try (Session session = cpu.open(program, parameters, same, 7, 8)) {
      session.run(4);
      together[0] = session.read(0, weight[0]);
      together[1] = session.read(1, weight[0]);
    }
    for (int index = 0; index < 2; index++) {
      try (Session session = cpu.open(program, parameters, same, 7 + index)) {
        session.run(4);
        assertThat(session.read(0, weight[0])).isEqualTo(together[index]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void padsStayZero(SmallPrograms program) {
    try (Session session = open(program, 2, 7)) {
      session.run(4);
      assertPadsAreZero((CpuSession) session);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatAreNotFiniteLeaveNothingBehind(SmallPrograms program) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Parameters parameters = new Parameters();
      boolean[] poisoned = {true};
      Feed feed =
          (seed, number, buffers) -> {
            SmallPrograms.feed().fill(seed, number, buffers);
            if (number == 2 && poisoned[0]) {
              for (String name : buffers.names()) {
                buffers.buffer(name).setAtIndex(ValueLayout.JAVA_FLOAT, 0, bad);
              }
            }
          };
      CpuExecutor cpu = new CpuExecutor(2).withoutWarmUp();
      try (Session session = cpu.open(program.declare(parameters), parameters, feed, 7);
          Session healthy = open(program, 2, 7)) {
        session.run(2);
        Map<String, byte[]> state = States.bytes(session);
        session.run(1);
        assertThat(session.refused()).isTrue();
        assertPadsAreZero((CpuSession) session);
        poisoned[0] = false;
        session.load(States.source(state));
        session.run(3);
        healthy.run(5);
        assertThat(States.hash(session)).isEqualTo(States.hash(healthy));
      }
    }
  }

  private static void assertPadsAreZero(CpuSession session) {
    for (CompiledPlan plan : session.plans()) {
      for (Step step : plan.lowered().steps()) {
        for (Access access : step.accesses()) {
          if (access.buffer().hasPads()) {
            assertThat(strayPad(access.buffer(), session.arena(0)))
                .as("%s in %s", access.buffer(), step.label())
                .isZero();
          }
        }
      }
    }
  }

  /** A float that belongs to no element and is not zero, or zero. */
  private static float strayPad(Buffer buffer, MemorySegment arena) {
    boolean[] element = new boolean[buffer.floats()];
    View view = buffer.view();
    for (int i = 0; i < buffer.shape().count(); i++) {
      int rest = i;
      int at = 0;
      for (int axis = view.rank() - 1; axis >= 0; axis--) {
        at += rest % view.shape().size(axis) * view.stride(axis);
        rest /= view.shape().size(axis);
      }
      element[at] = true;
    }
    for (int i = 0; i < element.length; i++) {
      float value = Strided.get(arena, buffer.at() + i);
      if (!element[i] && value != 0) {
        return value;
      }
    }
    return 0;
  }

  private record Fragile(Program program, Parameters parameters, Parameter good, Parameter bad) {}

  /** Two updates in a row; the second divides by an input. */
  private static Fragile fragile() {
    Parameters p = new Parameters();
    Parameter good = p.add("good", new Init.One(), 1, 3);
    Parameter bad = p.add("bad", new Init.One(), 1, 3);
    Parameter average = p.add("average", new Init.CopyOf("bad"), 1, 3);
    Graph g = Graph.named("fragile");
    Tensor x = g.input("x", DType.F32, 4, 3);
    Optimizer adam = Optimizer.Adam.of(0.1);
    g.minimize(g.read(good).minus(x).square().mean(), ParameterSet.of(good), adam);
    Tensor ratio = g.read(bad).over(x);
    g.minimize(ratio.square().mean(), ParameterSet.of(bad), adam);
    g.polyak(ParameterSet.of(average), ParameterSet.of(bad), g.constant(0.5));
    g.metric("ratio", ratio.mean());
    return new Fragile(Program.run(g.compile()), p, good, bad);
  }

  private static Feed dividing(boolean byZeroFrom2) {
    return (seed, number, buffers) -> {
      MemorySegment x = buffers.buffer("x");
      for (int i = 0; i < 12; i++) {
        x.setAtIndex(ValueLayout.JAVA_FLOAT, i, byZeroFrom2 && number == 2 && i == 7 ? 0 : 2);
      }
    };
  }

  @Test
  void aRefusedStepChangesNothingAndNamesTheTensor() {
    Fragile fragile = fragile();
    CpuExecutor cpu = new CpuExecutor(2).withoutWarmUp();
    try (Session session = cpu.open(fragile.program(), fragile.parameters(), dividing(true), 1);
        Session exact =
            new ReferenceExecutor()
                .open(fragile.program(), fragile.parameters(), dividing(true), 1)) {
      session.run(2);
      float[] good = session.read(0, fragile.good());
      float[] bad = session.read(0, fragile.bad());
      session.run(5);
      exact.run(7);
      assertThat(session.refused()).isTrue();
      assertThat(session.programs()).isEqualTo(2);
      assertThat(session.read(0, fragile.bad())).isEqualTo(bad);
      assertThat(session.read(0, fragile.good())).isNotEqualTo(good);
      Diagnosis diagnosis = session.explain();
      assertThat(diagnosis.message()).isEqualTo(exact.explain().message());
      assertThat(diagnosis.tensor()).startsWith("over");
      assertThatThrownBy(() -> session.run(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void settingsAndWeightsCanBeReplaced() {
    Parameters parameters = new Parameters();
    Program program = SmallPrograms.REDQ.declare(parameters);
    Parameter bias = parameters.get("critic/dense0/bias");
    CpuExecutor cpu = new CpuExecutor(1).withoutWarmUp();
    try (Session session = cpu.open(program, parameters, SmallPrograms.feed(), 7)) {
      float[] values = new float[bias.shape().count()];
      values[3] = 5;
      session.write(0, bias, values);
      assertThat(session.read(0, bias)).isEqualTo(values);
      session.set(0, "targetRate", 0);
      float[] before = session.read(0, parameters.get("target/dense0/weight"));
      session.run(1);
      assertThat(session.read(0, parameters.get("target/dense0/weight"))).isEqualTo(before);
      assertThatThrownBy(() -> session.set(0, "targetRat", 0)).hasMessageContaining("targetRate");
    }
  }

  @Test
  void snapshotsDoNotChangeAndOutliveTheirSession() {
    Parameters parameters = new Parameters();
    Program program = SmallPrograms.CLONING.declare(parameters);
    Parameter weight = parameters.get("policy/dense0/weight");
    Snapshot snapshot;
    float[] then;
    CpuExecutor cpu = new CpuExecutor(1).withoutWarmUp();
    try (Session session = cpu.open(program, parameters, SmallPrograms.feed(), 7)) {
      session.run(1);
      snapshot = session.publish(0);
      then = session.read(0, weight);
      session.run(1);
      assertThat(session.read(0, weight)).isNotEqualTo(then);
      session.publish(0).close();
    }
    assertThat(snapshot.version()).isEqualTo(1);
    assertThat(snapshot.read(weight)).isEqualTo(then);
    snapshot.close();
    assertThatThrownBy(() -> snapshot.read(weight)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anotherThreadIsRefused() {
    try (Session session = open(SmallPrograms.CLONING, 1, 7)) {
      assertThatThrownBy(() -> CompletableFuture.runAsync(() -> session.run(1)).join())
          .hasMessageContaining("belongs to thread");
    }
  }
}
