package io.warmstart.core.config;

import io.warmstart.core.config.ConfigNode.Entry;
import io.warmstart.core.config.ConfigNode.Scalar;
import io.warmstart.core.config.ConfigNode.Section;
import io.warmstart.core.config.ConfigNode.Sequence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Turns YAML text into {@link ConfigNode}s through SnakeYAML's node tree, which is the only view of
 * it that still knows lines and columns.
 */
final class YamlParser {
  /** Deeper nesting is an alias that contains itself. */
  private static final int MAX_DEPTH = 40;

  private final Function<Mark, String> origin;
  private final String whole;
  private final List<String> problems;
  private int depth;

  private YamlParser(Function<Mark, String> origin, String whole, List<String> problems) {
    this.origin = origin;
    this.whole = whole;
    this.problems = problems;
  }

  /**
   * Parses a document whose root is a section.
   *
   * @param name of the file, for origins
   * @param problems receives what is wrong
   * @return an empty section if the text is empty or broken
   */
  static Section document(String name, String text, List<String> problems) {
    YamlParser parser =
        new YamlParser(
            mark -> name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1),
            name,
            problems);
    return switch (parser.parse(text)) {
      case Section section -> section;
      case Scalar scalar when scalar.isNull() -> Section.empty(name);
      case Scalar scalar -> parser.notSection(scalar);
      case Sequence sequence -> parser.notSection(sequence);
    };
  }

  /** Parses the value of an option; every origin is the option itself. */
  static ConfigNode value(String option, String text, List<String> problems) {
    return new YamlParser(mark -> option, option, problems).parse(text);
  }

  private Section notSection(ConfigNode found) {
    problems.add(found.origin() + "  expected \"key: value\" lines, found " + found.describe());
    return Section.empty(whole);
  }

  private ConfigNode parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(20);
    Yaml yaml = new Yaml(new SafeConstructor(options));
    try {
      Node root = yaml.compose(new StringReader(text));
      return root == null ? new Scalar("", false, whole) : convert(root);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      problems.add(
          (mark == null ? whole : origin.apply(mark))
              + "  is not valid YAML: "
              + oneLine(e.getProblem()));
    } catch (YAMLException e) {
      problems.add(whole + "  is not valid YAML: " + oneLine(e.getMessage()));
    }
    return new Scalar("", false, whole);
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("unreadable").strip();
  }

  private ConfigNode convert(Node node) {
    String at = origin.apply(node.getStartMark());
    if (depth == MAX_DEPTH) {
      problems.add(at + "  is nested more than " + MAX_DEPTH + " levels deep");
      return new Scalar("", false, at);
    }
    depth++;
    ConfigNode converted = convert(node, at);
    depth--;
    return converted;
  }

  private ConfigNode convert(Node node, String at) {
    return switch (node) {
      case ScalarNode scalar ->
          new Scalar(
              scalar.getValue(), scalar.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN, at);
      case SequenceNode sequence -> {
        List<ConfigNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(convert(item));
        }
        yield new Sequence(List.copyOf(items), at);
      }
      case MappingNode mapping -> section(mapping, at);
      default -> throw new IllegalStateException("unknown kind of YAML node at " + at);
    };
  }

  private Section section(MappingNode mapping, String at) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String keyAt = origin.apply(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyAt + "  a key must be a single word");
        continue;
      }
      Entry earlier =
          entries.putIfAbsent(key.getValue(), new Entry(keyAt, convert(tuple.getValueNode())));
      if (earlier != null) {
        problems.add(
            keyAt + "  \"" + key.getValue() + "\" is set twice; first at " + earlier.origin());
      }
    }
    return new Section(entries, at);
  }
}
