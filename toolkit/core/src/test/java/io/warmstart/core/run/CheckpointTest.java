package io.warmstart.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state(
                  "state", List.of(new Channel("x", "m", -1.5, Double.POSITIVE_INFINITY))),
              new ObservationPart("camera", DType.U8, List.of(4, 4, 3), Role.IMAGE, List.of())),
          List.of(
              new ActionPart.Box("force", List.of(new Channel("f", "N", -0.1, 0.1))),
              new ActionPart.Discrete("grip", List.of("open", "shut"))),
          Duration.ofMillis(20));

  static Checkpoint checkpoint(long step, float first) {
    CheckpointInfo info =
        new CheckpointInfo("iql", step, SPEC, "c0ffee", new TreeMap<>(Map.of("stage", "offline")));
    return Checkpoint.of(
        info,
        sink -> {
          sink.put(0, "policy/w", DType.F32, Shape.of(2, 3), floats(first, 2, 3, 4, 5, 6));
          sink.put(0, "frames", DType.U8, Shape.of(3), MemorySegment.ofArray(new byte[] {1, 2, 3}));
          sink.put(1, "policy/w", DType.F32, Shape.of(2, 3), floats(-1, -2, -3, -4, -5, -6));
          sink.put(0, "count", DType.I64, Shape.SCALAR, MemorySegment.ofArray(new long[] {step}));
        });
  }

  private static MemorySegment floats(float... values) {
    return MemorySegment.ofArray(values);
  }

  @Test
  void readsBackWhatWasWritten(@TempDir Path folder) {
    Path file = folder.resolve("a.safetensors");
    Checkpoint written = checkpoint(7, 1);
    written.write(file);
    Checkpoint read = Checkpoint.read(file);
    assertThat(read.info()).isEqualTo(written.info());
    assertThat(read.hash()).isEqualTo(written.hash());
    MemorySegment weights =
        Objects.requireNonNull(read.get(0, "policy/w", DType.F32, Shape.of(2, 3)));
    assertThat(weights.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, 2, 3, 4, 5, 6);
    MemorySegment other =
        Objects.requireNonNull(read.get(1, "policy/w", DType.F32, Shape.of(2, 3)));
    assertThat(other.get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(-1);
    assertThat(read.get(0, "missing", DType.F32, Shape.of(1))).isNull();
    assertThatThrownBy(() -> read.get(0, "policy/w", DType.F32, Shape.of(6)))
        .hasMessageContaining("the checkpoint's \"policy/w\" is F32[2, 3], expected F32[6]");
  }

  @Test
  void fileIsPlainSafetensors(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.safetensors");
    checkpoint(7, 1).write(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    assertThat((8 + length) % 64).isZero();
    byte[] json = new byte[length];
    bytes.get(json);
    JsonNode header = new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8));
    assertThat(header.get("__metadata__").properties())
        .allSatisfy(entry -> assertThat(entry.getValue().isTextual()).isTrue());
    assertThat(header.get("__metadata__").get("step").asText()).isEqualTo("7");
    JsonNode weights = header.get("policy/w");
    assertThat(weights.get("dtype").asText()).isEqualTo("F32");
    assertThat(weights.get("shape").toString()).isEqualTo("[2,3]");
    int from = weights.get("data_offsets").get(0).asInt();
    assertThat(bytes.getFloat(8 + length + from + 4)).isEqualTo(2);
    long covered = 0;
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        JsonNode offsets = entry.getValue().get("data_offsets");
        covered += offsets.get(1).asLong() - offsets.get(0).asLong();
      }
    }
    assertThat(covered).isEqualTo(bytes.remaining());
  }

  @Test
  void hashDependsOnContentAndNotOnOrderOrConfigHash() {
    assertThat(checkpoint(7, 1).hash()).isEqualTo(checkpoint(7, 1).hash());
    assertThat(checkpoint(7, 1).hash()).isNotEqualTo(checkpoint(8, 1).hash());
    assertThat(checkpoint(7, 1).hash()).isNotEqualTo(checkpoint(7, 1.0000001f).hash());
    CheckpointInfo info = new CheckpointInfo("bc", 1, SPEC, "a");
    Checkpoint forward =
        Checkpoint.of(
            info,
            sink -> {
              sink.put(0, "a", DType.F32, Shape.of(1), floats(1));
              sink.put(0, "b", DType.F32, Shape.of(1), floats(2));
            });
    Checkpoint backward =
        Checkpoint.of(
            new CheckpointInfo("bc", 1, SPEC, "other"),
            sink -> {
              sink.put(0, "b", DType.F32, Shape.of(1), floats(2));
              sink.put(0, "a", DType.F32, Shape.of(1), floats(1));
            });
    assertThat(forward.hash()).isEqualTo(backward.hash());
  }

  @Test
  void everyTruncationAndEveryFlippedByteIsNoticed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.safetensors");
    checkpoint(7, 1).write(file);
    byte[] whole = Files.readAllBytes(file);
    Path broken = folder.resolve("b.safetensors");
    for (int length = 0; length < whole.length; length += 13) {
      Files.write(broken, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Checkpoint.read(broken))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("cannot be used");
    }
    int data = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    for (int i = data; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x10;
      Files.write(broken, flipped);
      assertThatThrownBy(() -> Checkpoint.read(broken))
          .hasMessageContaining("does not match the hash");
    }
  }

  @Test
  void damagedNewestCheckpointFallsBackToTheOneBefore(@TempDir Path folder) throws Exception {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    assertThat(checkpoints.newest()).isEmpty();
    checkpoints.save(checkpoint(10, 1), 3);
    Path newest = checkpoints.save(checkpoint(20, 2), 3);
    assertThat(step(checkpoints.newest())).isEqualTo(20);
    byte[] whole = Files.readAllBytes(newest);
    Files.write(newest, java.util.Arrays.copyOf(whole, whole.length - 5));
    assertThat(step(checkpoints.newest())).isEqualTo(10);
  }

  private static long step(Optional<Checkpoint> checkpoint) {
    return checkpoint.orElseThrow().info().step();
  }

  @Test
  void onlyTheNewestAndTheBestAreKept(@TempDir Path folder) {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    checkpoints.saveBest(checkpoint(1, 1));
    for (int step = 1; step <= 5; step++) {
      checkpoints.save(checkpoint(step, 1), 3);
    }
    assertThat(checkpoints.entries())
        .extracting(CheckpointFolder.Entry::step)
        .containsExactly(3L, 4L, 5L);
    assertThat(checkpoints.best().orElseThrow().info().step()).isEqualTo(1);
  }

  @Test
  void specSurvivesJson() {
    assertThat(SpecJson.read(SpecJson.write(SPEC))).isEqualTo(SPEC);
  }
}
