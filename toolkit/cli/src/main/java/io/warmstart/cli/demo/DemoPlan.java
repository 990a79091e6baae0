package io.warmstart.cli.demo;

import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Mixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the demo does, and how much of it.
 *
 * @param data how the behaviour data are recorded
 * @param quick whether every stage only runs for a moment, to see that it works
 */
public record DemoPlan(CollectionOptions data, boolean quick) {
  /** The task: far enough from trivial that stages differ, small enough for two cores. */
  public static final String TASK = "maze2d-medium-sparse";

  /** Seeds from which on a result is a claim. */
  public static final int CLAIM_SEEDS = 5;

  private static final int STEPS = 60_000;
  private static final int QUICK_STEPS = 6_000;

  /** So much that no single recorded action is a good one; only their average direction is. */
  private static final double NOISE = 3;

  private static final Mixture MIXTURE = new Mixture(0.35, 0.15, 0.5);

  /** Start states of evaluations are those of no training. */
  private static final long EVALUATION_SEEDS = 1_000;

  /** The demo, or its quick form. */
  public static DemoPlan of(boolean quick, long seed) {
    int steps = quick ? QUICK_STEPS : STEPS;
    return new DemoPlan(new CollectionOptions(steps, NOISE, seed, MIXTURE), quick);
  }

  /** A stage of the story that trains. */
  public enum Stage {
    /** Behavioural cloning. */
    CLONING("bc", "bc", "Behavioural cloning"),
    /** IQL from the recorded data. */
    OFFLINE("offline", "iql", "IQL, offline"),
    /** The same, fine-tuned. */
    ONLINE("online", "iql", "IQL, after fine-tuning");

    private final String folder;
    private final String algorithm;
    private final String title;

    Stage(String folder, String algorithm, String title) {
      this.folder = folder;
      this.algorithm = algorithm;
      this.title = title;
    }

    /** Last part of the name of its runs. */
    public String folder() {
      return folder;
    }

    /** Name of the learner. */
    public String algorithm() {
      return algorithm;
    }

    /** For people. */
    public String title() {
      return title;
    }
  }

  /**
   * The settings of a stage, to be merged over the learner's defaults.
   *
   * @param stage of the story
   * @param seed of the run; start states of its evaluations follow from it too, the same in every
   *     stage
   */
  public List<ConfigSource> settings(Stage stage, long seed) {
    List<ConfigSource> sources = new ArrayList<>();
    String file =
        switch (stage) {
          case CLONING -> "bc.yaml";
          case OFFLINE -> "iql.yaml";
          case ONLINE -> "online.yaml";
        };
    sources.add(yaml(file));
    if (quick) {
      sources.add(yaml("quick.yaml"));
    }
    sources.add(assignment("seed", seed));
    sources.add(assignment("evaluation.seed", EVALUATION_SEEDS + seed));
    return List.copyOf(sources);
  }

  private static ConfigSource assignment(String path, long value) {
    return new ConfigSource.Assignment("demo", path, Long.toString(value));
  }

  private static ConfigSource yaml(String file) {
    try (InputStream in =
        Objects.requireNonNull(DemoPlan.class.getResourceAsStream(file), file + " is in the jar")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new ConfigSource.YamlText("demo " + file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read from the program's jar", e);
    }
  }
}
