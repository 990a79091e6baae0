package io.warmstart.core.run;

import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a learner, in memory and as a safetensors file.
 *
 * <pre>{@code
 * Checkpoint checkpoint = Checkpoint.of(info, learner::save);
 * checkpoint.write(path);
 * learner.load(Checkpoint.read(path));
 * }</pre>
 *
 * <p>The file is an ordinary safetensors file: 8 bytes header length (little-endian), a JSON header
 * (name to {@code dtype}, {@code shape}, {@code data_offsets}; {@code __metadata__} with {@code
 * format = warmstart-checkpoint-1}, {@code algorithm}, {@code step}, {@code spec}, {@code
 * configHash}, {@code extras}, {@code sha256}), then the data. Tensors carry the names the session
 * gave them; those of further seeds are prefixed with {@code seed<k>:}. Immutable; any thread.
 */
public final class Checkpoint implements StateSource {
  private final CheckpointInfo info;
  private final SortedMap<String, StoredTensor> tensors;
  private final String hash;

  /**
   * One array.
   *
   * @param type of an element
   * @param shape row-major
   * @param data read-only, dense, little-endian
   */
  record StoredTensor(DType type, Shape shape, MemorySegment data) {}

  /** Writes a state into a sink. */
  @FunctionalInterface
  public interface State {
    /** Puts every array once. */
    void save(StateSink sink);
  }

  Checkpoint(CheckpointInfo info, SortedMap<String, StoredTensor> tensors) {
    this.info = info;
    this.tensors = Collections.unmodifiableSortedMap(tensors);
    this.hash = hashOf(info, tensors);
  }

  /**
   * Copies a state.
   *
   * @param info what it is about
   * @param state such as {@code learner::save}
   */
  public static Checkpoint of(CheckpointInfo info, State state) {
    Arena arena = Arena.ofAuto();
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    state.save((seed, name, type, shape, data) -> {
      MemorySegment copy = arena.allocate(Math.max(1, data.byteSize()), 64);
      MemorySegment.copy(data, 0, copy, 0, data.byteSize());
      StoredTensor tensor =
          new StoredTensor(type, shape, copy.asSlice(0, data.byteSize()).asReadOnly());
      if (tensors.put(key(seed, name), tensor) != null) {
        throw new IllegalStateException("the state holds \"" + name + "\" twice");
      }
    });
    return new Checkpoint(info, tensors);
  }

  /**
   * Reads a file and checks its hash.
   *
   * @throws RunException if the file is missing, truncated or damaged
   */
  public static Checkpoint read(Path path) {
    return SafeTensors.read(path);
  }

  /**
   * Writes beside, syncs and renames.
   *
   * @throws RunException if the disk is full or the directory cannot be written
   */
  public void write(Path path) {
    SafeTensors.write(this, path);
  }

  /** What it is about. */
  public CheckpointInfo info() {
    return info;
  }

  /**
   * SHA-256 over algorithm, step, spec, extras and all arrays in the order of their names: equal
   * for equal states, wherever and whenever they were written. Lower-case hex.
   */
  public String hash() {
    return hash;
  }

  SortedMap<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public @Nullable MemorySegment get(int seed, String name, DType type, Shape shape) {
    StoredTensor tensor = tensors.get(key(seed, name));
    if (tensor == null) {
      return null;
    }
    if (tensor.type != type || !tensor.shape.equals(shape)) {
      throw new RunException(
          "the checkpoint's \""
              + name
              + "\" is "
              + tensor.type
              + tensor.shape
              + ", expected "
              + type
              + shape
              + "; it was written with another configuration");
    }
    return tensor.data;
  }

  private static String key(int seed, String name) {
    return seed == 0 ? name : "seed" + seed + ":" + name;
  }

  private static String hashOf(CheckpointInfo info, SortedMap<String, StoredTensor> tensors) {
    MessageDigest digest = Sha256.digest();
    update(digest, info.algorithm());
    update(digest, Long.toString(info.step()));
    update(digest, SpecJson.write(info.spec()));
    update(digest, info.extras().toString());
    tensors.forEach((name, tensor) -> {
      update(digest, name);
      update(digest, tensor.type() + tensor.shape().toString());
      DurableFile.pieces(tensor.data()).forEach(piece -> digest.update(piece.asByteBuffer()));
    });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
