package io.warmstart.cli.film;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * GIF's variable-length code for bytes, in blocks of up to 255 bytes.
 *
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a, appendix F</a>
 */
final class LzwCode {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int FIRST_BITS = 9;
  private static final int MOST_BITS = 12;
  private static final int BLOCK = 255;
  private static final int SLOTS = 1 << 13;

  private final ByteArrayOutputStream out;
  private final byte[] block = new byte[BLOCK];
  private final int[] keys = new int[SLOTS];
  private final int[] codes = new int[SLOTS];
  private int blockLength;
  private int pending;
  private int pendingBits;
  private int bits;
  private int next;

  private LzwCode(ByteArrayOutputStream out) {
    this.out = out;
  }

  /** Writes the code size, the blocks and the empty block that ends them. */
  static void write(byte[] indices, ByteArrayOutputStream out) {
    LzwCode code = new LzwCode(out);
    out.write(8);
    code.encode(indices);
    out.write(0);
  }

  private void encode(byte[] indices) {
    forget();
    int prefix = indices[0] & 0xFF;
    for (int i = 1; i < indices.length; i++) {
      int value = indices[i] & 0xFF;
      int key = prefix << 8 | value;
      int slot = slot(key);
      if (keys[slot] == key) {
        prefix = codes[slot];
        continue;
      }
      emit(prefix);
      prefix = value;
      if (next < 1 << MOST_BITS) {
        keys[slot] = key;
        codes[slot] = next;
        widen();
        next++;
      } else {
        forget();
      }
    }
    emit(prefix);
    widen();
    emit(END);
    if (pendingBits > 0) {
      put(pending);
    }
    flush();
  }

  /** The reader knows the newest entry from the next code on, which may need one bit more. */
  private void widen() {
    if (next == 1 << bits && bits < MOST_BITS) {
      bits++;
    }
  }

  private void forget() {
    if (next > 0) {
      emit(CLEAR);
    }
    Arrays.fill(keys, -1);
    bits = FIRST_BITS;
    if (next == 0) {
      emit(CLEAR);
    }
    next = FIRST;
  }

  /** Where a key is, or would be. */
  private int slot(int key) {
    int slot = (key * 0x9E3779B1) >>> 32 - 13;
    while (keys[slot] != -1 && keys[slot] != key) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  private void emit(int code) {
    pending |= code << pendingBits;
    pendingBits += bits;
    while (pendingBits >= 8) {
      put(pending);
      pending >>>= 8;
      pendingBits -= 8;
    }
  }

  private void put(int value) {
    block[blockLength++] = (byte) value;
    if (blockLength == BLOCK) {
      flush();
    }
  }

  private void flush() {
    if (blockLength > 0) {
      out.write(blockLength);
      out.write(block, 0, blockLength);
      blockLength = 0;
    }
  }
}
