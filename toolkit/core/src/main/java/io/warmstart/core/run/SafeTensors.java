package io.warmstart.core.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmstart.core.run.Checkpoint.StoredTensor;
import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checkpoints as safetensors files; the layout is described at {@link Checkpoint}. */
final class SafeTensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "warmstart-checkpoint-1";
  private static final String METADATA = "__metadata__";

  /** The format's own limit on the header. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  /** Data start at a multiple of this, so that mapped tensors are aligned. */
  private static final int ALIGNMENT = 64;

  private SafeTensors() {}

  static void write(Checkpoint checkpoint, Path path) {
    List<Map.Entry<String, StoredTensor>> ordered =
        checkpoint.tensors().entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, StoredTensor>>comparingInt(
                        e -> -e.getValue().type().bytes())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    ObjectNode header = JSON.createObjectNode();
    header.set(METADATA, metadata(checkpoint));
    long offset = 0;
    for (Map.Entry<String, StoredTensor> entry : ordered) {
      StoredTensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", tensor.type().name());
      ArrayNode shape = node.putArray("shape");
      for (int size : tensor.shape().toArray()) {
        shape.add(size);
      }
      node.putArray("data_offsets").add(offset).add(offset + tensor.data().byteSize());
      offset += tensor.data().byteSize();
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padding = (ALIGNMENT - (Long.BYTES + json.length) % ALIGNMENT) % ALIGNMENT;
    ByteBuffer head =
        ByteBuffer.allocate(Long.BYTES + json.length + padding).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(json.length + padding)
        .put(json)
        .put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    DurableFile.write(
        path,
        channel -> {
          DurableFile.writeFully(channel, head.flip());
          for (Map.Entry<String, StoredTensor> entry : ordered) {
            DurableFile.writeFully(channel, entry.getValue().data());
          }
        });
  }

  private static ObjectNode metadata(Checkpoint checkpoint) {
    CheckpointInfo info = checkpoint.info();
    ObjectNode extras = JSON.createObjectNode();
    info.extras().forEach(extras::put);
    return JSON.createObjectNode()
        .put("format", FORMAT)
        .put("algorithm", info.algorithm())
        .put("step", Long.toString(info.step()))
        .put("spec", SpecJson.write(info.spec()))
        .put("configHash", info.configHash())
        .put("extras", extras.toString())
        .put("sha256", checkpoint.hash());
  }

  static Checkpoint read(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return parse(path, file);
    } catch (IOException e) {
      throw DurableFile.failure("read", path, e);
    }
  }

  private static Checkpoint parse(Path path, MemorySegment file) {
    long length =
        file.byteSize() < Long.BYTES
            ? -1
            : file.asSlice(0, Long.BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > Math.min(MAX_HEADER_BYTES, file.byteSize() - Long.BYTES)) {
      throw damaged(path, "its header is cut off or it is not a safetensors file");
    }
    JsonNode header;
    try {
      byte[] json = file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
      header = JSON.readTree(json);
    } catch (IOException e) {
      throw damaged(path, "its header is not JSON");
    }
    JsonNode metadata = header.path(METADATA);
    if (!metadata.path("format").asText().equals(FORMAT)) {
      throw damaged(path, "it does not say format = " + FORMAT);
    }
    MemorySegment data = file.asSlice(Long.BYTES + length);
    try {
      Checkpoint checkpoint = new Checkpoint(info(metadata), tensors(header, data));
      if (!checkpoint.hash().equals(metadata.path("sha256").asText())) {
        throw damaged(path, "its content does not match the hash it was written with");
      }
      return checkpoint;
    } catch (IndexOutOfBoundsException e) {
      throw damaged(path, "its data are cut off");
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw damaged(path, "its header is incomplete: " + e.getMessage());
    }
  }

  private static CheckpointInfo info(JsonNode metadata) throws JsonProcessingException {
    return new CheckpointInfo(
        metadata.required("algorithm").asText(),
        Long.parseLong(metadata.required("step").asText()),
        SpecJson.read(metadata.required("spec").asText()),
        metadata.required("configHash").asText(),
        JSON.readValue(
            metadata.required("extras").asText(), new TypeReference<TreeMap<String, String>>() {}));
  }

  private static SortedMap<String, StoredTensor> tensors(JsonNode header, MemorySegment data) {
    Arena arena = Arena.ofAuto();
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA)) {
        continue;
      }
      JsonNode node = entry.getValue();
      DType type = DType.valueOf(node.required("dtype").asText());
      JsonNode sizes = node.required("shape");
      int[] shape = new int[sizes.size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = sizes.get(i).asInt();
      }
      JsonNode offsets = node.required("data_offsets");
      long from = offsets.path(0).asLong();
      long bytes = offsets.path(1).asLong() - from;
      Shape stored = Shape.of(shape);
      if (bytes != (long) stored.count() * type.bytes()) {
        throw new IllegalArgumentException(
            "\"" + entry.getKey() + "\" has " + bytes + " bytes for " + type + stored);
      }
      MemorySegment copy = arena.allocate(Math.max(1, bytes), ALIGNMENT);
      MemorySegment.copy(data, from, copy, 0, bytes);
      tensors.put(
          entry.getKey(), new StoredTensor(type, stored, copy.asSlice(0, bytes).asReadOnly()));
    }
    return tensors;
  }

  private static RunException damaged(Path path, String why) {
    return new RunException("checkpoint " + path + " cannot be used: " + why);
  }
}
