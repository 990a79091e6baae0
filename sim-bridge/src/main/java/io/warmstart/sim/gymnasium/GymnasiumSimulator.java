package io.warmstart.sim.gymnasium;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Prerequisite;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.process.Bridge;
import io.warmstart.sim.process.CacheFolder;
import io.warmstart.sim.process.Launch;
import io.warmstart.sim.process.ProcessEnvironment;
import io.warmstart.sim.process.ProcessVector;
import io.warmstart.sim.process.ProgramOutput;
import io.warmstart.sim.process.RandomRecording;
import io.warmstart.sim.process.Request;
import io.warmstart.sim.process.RoundTrip;
import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whatever {@code gymnasium.make} creates: {@code gymnasium:HalfCheetah-v5}, {@code
 * gymnasium:AntMaze_UMaze-v4[imports=gymnasium_robotics]}.
 */
public final class GymnasiumSimulator implements Simulator {
  private static final String PREFIX = "gymnasium:";
  private static final String SCRIPT = "warmstart_gymnasium.py";

  @Override
  public String name() {
    return "gymnasium";
  }

  /** None: which environments there are, only the user's Python knows. */
  @Override
  public List<TaskDescription> tasks() {
    return List.of();
  }

  @Override
  public GymnasiumSettings settings() {
    return new GymnasiumSettings();
  }

  /** The gymnasium of the search path's python3; other interpreters are named by a setting. */
  @Override
  public List<Prerequisite> prerequisites() {
    String look = "import importlib.metadata as m; print(m.version('gymnasium'))";
    Optional<String> version = ProgramOutput.of(List.of("python3", "-c", look));
    return List.of(
        new Prerequisite(
            "gymnasium",
            version.isPresent(),
            version.map(v -> "gymnasium " + v + " of python3").orElse("none of python3"),
            version.isPresent()
                ? ""
                : "optional; install it, or name another Python: gymnasium:ID[python=...]",
            Optional.empty()));
  }

  @Override
  public boolean accepts(TaskReference task) {
    return task.id().startsWith(PREFIX) && task.id().length() > PREFIX.length();
  }

  /** {@inheritDoc} Creates the environment in a process and closes it again. */
  @Override
  public TaskDescription describe(TaskReference task) {
    try (Bridge bridge = open(task, 1, false)) {
      return new TaskDescription(
          task.id(),
          id(task) + " of " + bridge.program(),
          bridge.spec(),
          bridge.stepLimit(),
          GymnasiumScores.of(id(task)));
    }
  }

  @Override
  public Environment create(TaskReference task) {
    return new ProcessEnvironment(task.id(), open(task, 1, false));
  }

  /**
   * Copies of a task in one process.
   *
   * @param copies at least 1
   */
  public ProcessVector createVector(TaskReference task, int copies) {
    return new ProcessVector(task.id(), open(task, copies, true));
  }

  private Bridge open(TaskReference task, int copies, boolean autoreset) {
    GymnasiumSettings settings = task.over(settings());
    Map<String, Object> creation = new LinkedHashMap<>();
    creation.put("id", id(task));
    creation.put("imports", words(settings.imports()));
    creation.put("pictures", settings.pictures());
    creation.put("arguments", settings.arguments().values());
    Request request = new Request(copies, autoreset, settings.stepLimit(), creation);
    return Bridge.open(launch(task.id(), settings), settings.bridge(), request);
  }

  /**
   * The way to the Python side and back, for benchmarks.
   *
   * @param settings interpreter and transport; its Python needs numpy only
   */
  public static RoundTrip roundTrip(GymnasiumSettings settings) {
    return new RoundTrip(launch("round trip", settings), settings.bridge());
  }

  /** The Python side, ready to be started. */
  static Launch launch(String task, GymnasiumSettings settings) {
    String script = CacheFolder.script(GymnasiumSimulator.class, SCRIPT).toString();
    Map<String, String> variables = new LinkedHashMap<>();
    if (!settings.pythonPath().isEmpty()) {
      String inherited = System.getenv("PYTHONPATH");
      variables.put(
          "PYTHONPATH",
          inherited == null || inherited.isEmpty()
              ? settings.pythonPath()
              : settings.pythonPath() + File.pathSeparator + inherited);
    }
    return new Launch(task, List.of(settings.python(), script), variables, true);
  }

  private String id(TaskReference task) {
    if (!accepts(task)) {
      throw new IllegalArgumentException(
          "\""
              + task.id()
              + "\" is not a task of gymnasium; expected gymnasium:ID, such as "
              + "gymnasium:HalfCheetah-v5");
    }
    return task.id().substring(PREFIX.length());
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  /** Records random actions; there is no scripted controller. */
  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    try (Environment environment = create(task)) {
      return new RandomRecording(task, environment, options).run(task);
    }
  }
}
