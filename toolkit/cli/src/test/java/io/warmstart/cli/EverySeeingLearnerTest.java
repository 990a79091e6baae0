package io.warmstart.cli;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.testkit.LearnerContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The learner contract for every algorithm that sees pictures. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.warmstart.cli.LearnerVariants#seeing")
final class EverySeeingLearnerTest extends LearnerContract {
  private final String name;
  private final LearnerConfig config;

  EverySeeingLearnerTest(String name, LearnerConfig config) {
    this.name = name;
    this.config = config;
  }

  @Override
  protected LearnerConfig config() {
    return config;
  }

  @Override
  protected boolean seesPictures() {
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
