package io.warmstart.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Numbers that another program computed, from a JSON file kept beside the script that made it. */
public final class Golden {
  private final Path path;
  private final JsonNode root;

  private Golden(Path path, JsonNode root) {
    this.path = path;
    this.root = root;
  }

  /** Reads a file; the path is relative to the module's folder, where Maven runs tests. */
  public static Golden read(Path path) {
    try {
      return new Golden(path, new ObjectMapper().readTree(Files.readString(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands under these keys (array elements by their number). */
  public Golden at(Object... keys) {
    JsonNode node = root;
    for (Object key : keys) {
      node = key instanceof Integer index ? node.path(index) : node.path(key.toString());
    }
    if (node.isMissingNode()) {
      throw new IllegalArgumentException(path + " has nothing at " + List.of(keys));
    }
    return new Golden(path, node);
  }

  /** Keys of an object, in order. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    root.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Elements of an array, or members of an object. */
  public int size() {
    return root.size();
  }

  /** A number. */
  public double number() {
    return root.doubleValue();
  }

  /** An array of numbers. */
  public double[] numbers() {
    double[] values = new double[root.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = root.get(i).doubleValue();
    }
    return values;
  }
}
