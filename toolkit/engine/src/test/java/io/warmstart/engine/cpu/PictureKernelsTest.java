package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kernels over pictures: layout, bytes, refusals, and no garbage once compiled. */
class PictureKernelsTest {
  /** A busy machine compiles late, and uncompiled vector code allocates. */
  private static final long BUDGET_NANOS = 60_000_000_000L;

  private final MemorySegment m = Arena.ofAuto().allocate(4L << 20, 64);

  @Test
  void layoutIsThatOfAStandardBuffer() {
    for (Shape shape : List.of(Shape.of(3, 4, 5, 3), Shape.of(2, 9, 8, 16), Shape.of(2, 3, 5, 1))) {
      View view = Buffer.temporary("pictures", shape).view();
      PictureLayout layout = PictureLayout.of(shape);
      assertThat(view.stride(0)).isEqualTo(layout.image());
      assertThat(view.stride(1)).isEqualTo(layout.row());
      assertThat(view.stride(2)).isEqualTo(layout.pixel());
    }
  }

  @Test
  void bytesOfFedAndGatheredPicturesAreUnsigned() {
    Parameters none = new Parameters();
    Graph g = Graph.named("bytes");
    Column column = new Column("frames", DType.U8, 4, 3, 5, 3);
    Tensor rows = g.rows(column, g.constant(new float[] {2, 0}, 2));
    Tensor fed = g.input("fed", DType.U8, 2, 3, 5, 3);
    g.metric("rows", rows.slice(0, 0, 1).slice(1, 2, 3).slice(2, 4, 5).slice(3, 2, 3).sum());
    g.metric("fed", fed.slice(0, 1, 2).slice(1, 2, 3).slice(2, 4, 5).slice(3, 2, 3).sum());
    g.metric("all", rows.sum().minus(fed.sum()));
    MemorySegment stored = Arena.ofAuto().allocate(4 * 45);
    for (int i = 0; i < 3 * 45; i++) {
      stored.set(ValueLayout.JAVA_BYTE, i, (byte) (i + 100));
    }
    Feed feed =
        new Feed() {
          @Override
          public void fill(int seed, long program, InputBuffers buffers) {
            MemorySegment.copy(stored, 0, buffers.buffer("fed"), 0, 45);
            MemorySegment.copy(stored, 90, buffers.buffer("fed"), 45, 45);
          }

          @Override
          public MemorySegment column(int seed, Column asked) {
            return stored;
          }
        };
    try (Session session =
        new CpuExecutor(1).withoutWarmUp().open(Program.run(g.compile()), none, feed, 1)) {
      session.run(1);
      session.metrics((plan, name, seed, step, value) -> {
        double expected = name.equals("all") ? 0 : 134 + 100;
        assertThat(value).as(name).isEqualTo(expected);
      });
    }
  }

  @Test
  void cropRefusesAnOffsetOutside() {
    m.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
    PictureLayout size = new PictureLayout(3, 3, 1);
    assertThatThrownBy(() -> Cropping.crop(m, size, 2, 64, 0, 16, 128, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("offset 5.0")
        .hasMessageContaining("[0, 4]");
  }

  @Test
  void convolutionsStopAllocating() {
    for (int channels : new int[] {1, 3, 16}) {
      ConvolutionSize size =
          ConvolutionSize.of(
              Shape.of(2, 7, 9, channels), Shape.of(3, 3, channels, 8), Shape.of(2, 5, 7, 8), 1, 0);
      assertStopsAllocating(
          () -> Convolution.forward(m, size, 0, 20_000, -1, false, 30_000, 0, 2, 40_000));
      assertStopsAllocating(
          () -> Convolution.forward(m, size, 0, 20_000, 19_008, true, 30_000, 0, 2, 40_000));
      assertStopsAllocating(() -> Convolution.data(m, size, 30_000, 20_000, 0, 0, 2, 40_000));
      assertStopsAllocating(() -> Convolution.weights(m, size, 0, 30_000, 20_000, 0, 2, 40_000));
      assertStopsAllocating(() -> Convolution.sum(m, size, 30_000, 2, 20_000, 40_000));
    }
  }

  @Test
  void poolsAndCropsStopAllocating() {
    for (int channels : new int[] {1, 3, 16}) {
      PictureLayout in = new PictureLayout(8, 9, channels);
      PictureLayout out = new PictureLayout(3, 4, channels);
      assertStopsAllocating(() -> Pooling.pick(m, in, out, 3, 2, 0, 0, 30_000, 0, 2));
      assertStopsAllocating(() -> Pooling.place(m, in, out, 3, 2, 0, 60_000, 30_000, 0, 2));
      assertStopsAllocating(() -> Cropping.crop(m, in, 2, 0, 90_000, 16, 30_000, 0, 2));
      assertStopsAllocating(() -> Cropping.back(m, in, 2, 0, 90_000, 16, 30_000, 0, 2));
    }
  }

  private static void assertStopsAllocating(Runnable kernel) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + BUDGET_NANOS;
    long bytes = Long.MAX_VALUE;
    while (bytes != 0 && System.nanoTime() < deadline) {
      long before = thread.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 200; i++) {
        kernel.run();
      }
      bytes = thread.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(bytes).isZero();
  }
}
