package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.training.Evaluation;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.testkit.PointMass;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The how-to "add an algorithm", done literally: its listing is compiled, found and trained. */
final class AddAnAlgorithmTest {
  private static final Path PAGE = Path.of("../docs/how-to/add-an-algorithm.md");

  @TempDir Path folder;

  private static String block(String page, String language) {
    Matcher block =
        Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(page);
    assertThat(block.find()).as("a block of %s in the page", language).isTrue();
    return block.group(1);
  }

  @Test
  void theListingIsCompiledFoundAndLearns() throws Exception {
    String page = Files.readString(PAGE);
    Path source = folder.resolve("Crr.java");
    Files.writeString(source, block(page, "java"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                System.err,
                "-classpath",
                System.getProperty("java.class.path"),
                "-Xlint:all,-processing,-classfile,-path",
                "-Werror",
                "-d",
                classes.toString(),
                source.toString());
    assertThat(status).as("the compiler accepts the listing without a warning").isZero();
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    String after = page.substring(page.indexOf("META-INF/services/"));
    Files.writeString(services.resolve(LearnerConfig.class.getName()), block(after, ""));
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, LearnerConfig.class.getClassLoader())) {
      LearnerConfig found =
          ServiceLoader.load(LearnerConfig.class, loader).stream()
              .map(ServiceLoader.Provider::get)
              .filter(config -> config.name().equals("crr"))
              .findFirst()
              .orElseThrow();
      learns(LearnerVariants.tiny(found, "learningRate=1e-3"));
    }
  }

  /** The data are half expert, half random: cloning them all falls short of the expert. */
  private static void learns(LearnerConfig config) {
    try (Dataset dataset = PointMass.dataset(60, 0.5, 3);
        Learner learner = Learner.create(config, dataset.spec(), new CpuExecutor(1), 1);
        PointMass environment = new PointMass()) {
      Evaluation evaluation = Evaluation.of(environment, 20, 5);
      double before = meanReturn(evaluation, learner);
      learner.train(dataset, 2000);
      assertThat(meanReturn(evaluation, learner)).isGreaterThan(before + 2);
      assertThat(learner.metrics()).containsKeys("policy/better", "critic/loss");
    }
  }

  private static double meanReturn(Evaluation evaluation, Learner learner) {
    try (Policy policy = learner.policy()) {
      return evaluation.run(policy).meanReturn();
    }
  }
}
