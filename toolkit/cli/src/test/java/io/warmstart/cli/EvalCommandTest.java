package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
  private static final String TASK = "maze2d-open-dense";

  @TempDir static Path shared;
  private static Path cloned;
  private static Path flow;

  @BeforeAll
  static void trainTwo() {
    Path data = shared.resolve("maze.hdf5");
    cloned = shared.resolve("bc");
    flow = shared.resolve("fql");
    CommandRun.of("dataset", "generate", TASK, "--steps", 200, "--out", data).succeeded();
    CommandRun.train(data, cloned, "--steps", 4, "--set", "training.saveEvery=2").succeeded();
    CommandRun.of(
            "train",
            "fql",
            "--dataset",
            data,
            "--out",
            flow,
            "--device",
            "reference",
            "--batch",
            4,
            "--steps",
            2,
            "--set",
            "learner.hidden=[8]",
            "--task",
            TASK,
            "--episodes",
            1)
        .succeeded();
  }

  private static JsonNode json(CommandRun run) throws IOException {
    return new ObjectMapper().readTree(run.succeeded().out());
  }

  private static CommandRun eval(Object... more) {
    Object[] words = new Object[more.length + 3];
    words[0] = "eval";
    System.arraycopy(more, 0, words, 1, more.length);
    words[words.length - 2] = "--episodes";
    words[words.length - 1] = 2;
    return CommandRun.of(words);
  }

  @Test
  void actionsAreChosenAsTheAlgorithmsPaperDoesUnlessAsked() throws IOException {
    JsonNode cloning = json(eval(cloned, "--task", TASK, "--json"));
    assertThat(cloning.get("acting").asText()).isEqualTo("deterministic");
    assertThat(cloning.get("scores")).hasSize(2);
    JsonNode sampled = json(eval(cloned, "--task", TASK, "--json", "--mode", "sampled"));
    assertThat(sampled.get("acting").asText()).isEqualTo("sampled");
    JsonNode flowing = json(eval(flow, "--json"));
    assertThat(flowing.get("acting").asText()).isEqualTo("sampled");
    JsonNode fixed = json(eval(flow, "--json", "--mode", "deterministic"));
    assertThat(fixed.get("returns")).isNotEqualTo(flowing.get("returns"));
    assertThat(json(eval(flow, "--json")).get("returns")).isEqualTo(flowing.get("returns"));
  }

  @Test
  void theBestOfSeveralDrawsIsTakenWhereThereIsAQ() throws IOException {
    JsonNode best = json(eval(flow, "--best-of", 4, "--json"));
    assertThat(best.get("acting").asText()).isEqualTo("best-of-4");
    assertThat(eval(cloned, "--task", TASK, "--best-of", 4).failedWith(ExitCode.USAGE).err())
        .contains("bc has no Q to rank candidate actions by");
  }

  @Test
  void severalRunsAndCheckpointsBecomeATable() throws IOException {
    CommandRun table = eval(cloned, flow, "--task", TASK, "--all-steps");
    assertThat(table.succeeded().out().lines()).hasSize(1 + 3 + 2);
    JsonNode all = json(eval(cloned, "--task", TASK, "--step", 2, "--step", 4, "--json"));
    assertThat(all.get("evaluations")).hasSize(2);
    assertThat(all.get("evaluations").get(0).get("step").asInt()).isEqualTo(2);
    assertThat(all.get("evaluations").get(0).get("checkpointHash"))
        .isNotEqualTo(all.get("evaluations").get(1).get("checkpointHash"));
  }

  @Test
  void badWordsAreOneLine() {
    assertThat(eval(cloned, "--task", TASK, "--step", 3).failedWith(ExitCode.USAGE).err())
        .contains("keeps no checkpoint of step 3; there are: [0, 2, 4]");
    assertThat(eval(flow, "--best", "--all-steps").failedWith(ExitCode.USAGE).err())
        .contains("exclude each other");
    assertThat(eval(flow, "--best-of", 2, "--mode", "sampled").failedWith(ExitCode.USAGE).err())
        .contains("leave --mode out");
    assertThat(eval(flow, "--best-of", 0).failedWith(ExitCode.USAGE).err())
        .contains("--best-of = 0 must be at least 1");
    assertThat(eval(flow, "--mode", "greedy").failedWith(ExitCode.USAGE).err())
        .containsIgnoringCase("deterministic");
    assertThat(eval(cloned).failedWith(ExitCode.USAGE).err()).contains("trained without a task");
  }
}
