package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.engine.cpu.Memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class GatherTest {
  private static final int[] INDEX = {4, 0, 4, 2};

  private final Memory memory = new Memory(9);
  private final MemorySegment m = memory.m;

  private Matrix indices() {
    Matrix index = memory.zeros(INDEX.length, 1);
    for (int i = 0; i < INDEX.length; i++) {
      memory.set(index, i, 0, INDEX[i]);
    }
    return index;
  }

  @Test
  void rowsOfEveryTypeBecomeFloats() {
    Matrix index = indices();
    MemorySegment f32 = Arena.ofAuto().allocate(4 * 5 * 6, 4);
    MemorySegment i32 = Arena.ofAuto().allocate(4 * 5 * 6, 4);
    MemorySegment u8 = Arena.ofAuto().allocate(5 * 6);
    for (int k = 0; k < 30; k++) {
      f32.setAtIndex(ValueLayout.JAVA_FLOAT, k, k + 0.5f);
      i32.setAtIndex(ValueLayout.JAVA_INT, k, -k);
      u8.set(ValueLayout.JAVA_BYTE, k, (byte) (k + 200));
    }
    Matrix out = memory.zeros(4, 6);
    Gather.rowsF32(m, f32, 5, 1, 6, index.at(), false, 4, out.at(), out.ld(), 0);
    assertThat(memory.get(out, 2, 3)).isEqualTo(27.5f);
    Gather.rowsI32(m, i32, 5, 1, 6, index.at(), false, 4, out.at(), out.ld(), 0);
    assertThat(memory.get(out, 3, 5)).isEqualTo(-17f);
    Gather.rowsU8(m, u8, 5, 1, 6, index.at(), false, 4, out.at(), out.ld(), 0);
    assertThat(memory.get(out, 0, 0)).isEqualTo(224f);
    memory.assertPadsAreZero();
  }

  @Test
  void indexOutsideIsRefusedWithItsValue() {
    Matrix index = indices();
    Matrix x = memory.normal(4, 3);
    Matrix out = memory.zeros(4, 3);
    assertThatThrownBy(
            () -> Gather.take(m, x.at(), x.ld(), 4, 3, index.at(), false, 4, out.at(), out.ld()))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("index 4 is outside [0, 4)");
  }

  @Test
  void takeAndScatterAreTransposed() {
    Matrix index = indices();
    Matrix x = memory.normal(5, 20);
    Matrix taken = memory.zeros(4, 20);
    Gather.take(m, x.at(), x.ld(), 5, x.ld(), index.at(), false, 4, taken.at(), taken.ld());
    Matrix back = memory.zeros(5, 20);
    Gather.scatterAdd(m, taken.at(), taken.ld(), 4, 20, index.at(), false, 5, back.at(), back.ld());
    for (int j = 0; j < 20; j++) {
      assertThat(memory.get(taken, 1, j)).isEqualTo(memory.get(x, 0, j));
      assertThat(memory.get(back, 4, j)).isEqualTo(2 * memory.get(x, 4, j));
      assertThat(memory.get(back, 1, j)).isZero();
    }
    memory.assertPadsAreZero();
  }

  @Test
  void lastAxisIsTakenAndMarked() {
    Matrix index = indices();
    Matrix x = memory.normal(4, 7);
    Matrix out = memory.zeros(4, 1);
    Gather.takeLast(m, x.at(), x.ld(), 4, 7, index.at(), false, out.at());
    Matrix hot = memory.zeros(4, 7);
    Gather.hotAt(m, index.at(), false, 4, 7, hot.at(), hot.ld());
    for (int i = 0; i < 4; i++) {
      assertThat(memory.get(out, i, 0)).isEqualTo(memory.get(x, i, INDEX[i]));
      for (int j = 0; j < 7; j++) {
        assertThat(memory.get(hot, i, j)).isEqualTo(j == INDEX[i] ? 1f : 0f);
      }
    }
    memory.assertPadsAreZero();
  }

  @Test
  void stridedCopyTransposesAndRepeats() {
    Matrix x = memory.normal(3, 5);
    Matrix t = memory.zeros(5, 3);
    Gather.copyStrided(
        m,
        x.at(),
        new int[] {1, 1, 5, 3},
        new int[] {0, 0, 1, x.ld()},
        t.at(),
        new int[] {0, 0, t.ld(), 1});
    Matrix rows = memory.zeros(4, 5);
    Gather.copyStrided(
        m,
        x.at(),
        new int[] {1, 1, 4, 5},
        new int[] {0, 0, 0, 1},
        rows.at(),
        new int[] {0, 0, rows.ld(), 1});
    Matrix part = memory.zeros(3, 2);
    Gather.copyRows(m, x.at() + 3, x.ld(), 3, 2, part.at(), part.ld());
    assertThat(memory.get(t, 4, 2)).isEqualTo(memory.get(x, 2, 4));
    assertThat(memory.get(rows, 3, 4)).isEqualTo(memory.get(x, 0, 4));
    assertThat(memory.get(part, 2, 1)).isEqualTo(memory.get(x, 2, 4));
    memory.assertPadsAreZero();
  }
}
