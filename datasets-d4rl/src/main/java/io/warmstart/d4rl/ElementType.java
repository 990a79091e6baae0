package io.warmstart.d4rl;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * How one stored number is turned into a float, exactly as numpy's {@code astype(float32)} does.
 *
 * @param kind float, integer, or an enum over integers, as which h5py stores booleans
 * @param bytes per element: 1, 2, 4 or 8
 * @param signed whether an integer is signed
 * @param order of the bytes
 */
record ElementType(Kind kind, int bytes, boolean signed, ByteOrder order) {
  /** Classes of stored numbers that can be read. */
  enum Kind {
    FLOAT,
    INTEGER,
    ENUM
  }

  /** The type, if its elements are numbers that a float column can take. */
  static Optional<ElementType> of(DataType type) {
    return switch (type) {
      case FloatingPoint f when isIeee(f) ->
          Optional.of(new ElementType(Kind.FLOAT, f.getSize(), true, f.getByteOrder()));
      case FixedPoint i when Integer.bitCount(i.getSize()) == 1 && i.getSize() <= Long.BYTES ->
          Optional.of(new ElementType(Kind.INTEGER, i.getSize(), i.isSigned(), i.getByteOrder()));
      case EnumDataType e ->
          of(e.getBaseType())
              .filter(base -> base.kind == Kind.INTEGER)
              .map(base -> new ElementType(Kind.ENUM, base.bytes, base.signed, base.order));
      default -> Optional.empty();
    };
  }

  private static boolean isIeee(FloatingPoint f) {
    // A 16-bit float with an 8-bit exponent is a bfloat16, which numpy does not know either.
    return switch (f.getSize()) {
      case 2 -> f.getExponentSize() == 5;
      case 4 -> f.getExponentSize() == 8;
      case 8 -> f.getExponentSize() == 11;
      default -> false;
    };
  }

  /** Such as {@code float32}, {@code uint8}, {@code bool}, {@code float64 big-endian}. */
  String describe() {
    String name =
        switch (kind) {
          case FLOAT -> "float" + 8 * bytes;
          case INTEGER -> (signed ? "int" : "uint") + 8 * bytes;
          case ENUM -> bytes == 1 ? "bool" : "enum" + 8 * bytes;
        };
    return bytes > 1 && order == ByteOrder.BIG_ENDIAN ? name + " big-endian" : name;
  }

  /**
   * Decodes consecutive elements.
   *
   * @param source stored bytes; position and limit are not used
   * @param at offset of the first element in bytes
   * @param target receives the numbers
   * @param to index of the first one
   * @param count how many
   */
  void decode(ByteBuffer source, int at, float[] target, int to, int count) {
    source.order(order);
    switch (kind) {
      case FLOAT -> decodeFloats(source, at, target, to, count);
      case INTEGER, ENUM -> decodeIntegers(source, at, target, to, count);
    }
  }

  private void decodeFloats(ByteBuffer source, int at, float[] target, int to, int count) {
    switch (bytes) {
      case 2 -> {
        for (int i = 0; i < count; i++) {
          target[to + i] = Float.float16ToFloat(source.getShort(at + 2 * i));
        }
      }
      case 4 -> source.slice(at, 4 * count).order(order).asFloatBuffer().get(target, to, count);
      default -> {
        for (int i = 0; i < count; i++) {
          target[to + i] = (float) source.getDouble(at + 8 * i);
        }
      }
    }
  }

  private void decodeIntegers(ByteBuffer source, int at, float[] target, int to, int count) {
    switch (bytes) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          byte b = source.get(at + i);
          target[to + i] = signed ? b : b & 0xFF;
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          short s = source.getShort(at + 2 * i);
          target[to + i] = signed ? s : s & 0xFFFF;
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          int n = source.getInt(at + 4 * i);
          target[to + i] = signed ? (float) n : (float) (n & 0xFFFFFFFFL);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          long n = source.getLong(at + 8 * i);
          target[to + i] = signed || n >= 0 ? (float) n : unsigned(n);
        }
      }
    }
  }

  /** Rounds an unsigned number above the largest signed one; the last bit is kept sticky. */
  private static float unsigned(long n) {
    return 2f * (float) (n >>> 1 | n & 1);
  }
}
