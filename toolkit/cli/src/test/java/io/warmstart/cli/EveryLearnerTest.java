package io.warmstart.cli;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.testkit.LearnerContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The learner contract for every algorithm and every variant of one. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.warmstart.cli.LearnerVariants#all")
final class EveryLearnerTest extends LearnerContract {
  private final String name;
  private final LearnerConfig config;

  EveryLearnerTest(String name, LearnerConfig config) {
    this.name = name;
    this.config = config;
  }

  @Override
  protected LearnerConfig config() {
    return config;
  }

  @Override
  public String toString() {
    return name;
  }
}
