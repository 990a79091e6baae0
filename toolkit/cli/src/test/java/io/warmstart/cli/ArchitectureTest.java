package io.warmstart.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.concurrent.ThreadLocalRandom;

/** Holds the borders of DESIGN section 1; each rule says why it exists. */
@AnalyzeClasses(
    packages = "io.warmstart",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  private static final String[] MIDDLE = {
    "io.warmstart.d4rl..",
    "io.warmstart.offline..",
    "io.warmstart.online..",
    "io.warmstart.sim..",
    "io.warmstart.robot..",
    "io.warmstart.reward..",
    "io.warmstart.calibration.."
  };

  @ArchTest
  static final ArchRule dependenciesRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("engine")
          .definedBy("io.warmstart.engine..")
          .layer("core")
          .definedBy("io.warmstart.core..")
          .layer("testkit")
          .definedBy("io.warmstart.testkit..")
          .layer("recording")
          .definedBy("io.warmstart.recording..")
          .layer("middle")
          .definedBy(MIDDLE)
          .layer("benchmarks")
          .definedBy("io.warmstart.benchmarks..")
          .layer("cli")
          .definedBy("io.warmstart.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("benchmarks")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("middle")
          .mayOnlyBeAccessedByLayers("benchmarks", "cli")
          .whereLayer("recording")
          .mayOnlyBeAccessedByLayers("middle", "benchmarks", "cli")
          .whereLayer("testkit")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("testkit", "recording", "middle", "benchmarks", "cli")
          .because("the engine knows no reinforcement learning and core knows no module above it");

  @ArchTest
  static final ArchRule middleModulesNeverSeeEachOther =
      slices()
          .matching("io.warmstart.(d4rl|offline|online|sim|robot|reward|calibration)..")
          .should()
          .notDependOnEachOther()
          .because("what two of them need is an interface in core; cli composes");

  @ArchTest
  static final ArchRule algorithmsNeverSeeEachOther =
      slices()
          .matching("io.warmstart.offline.(*)..")
          .should()
          .notDependOnEachOther()
          .because("no algorithm extends another; shared formulas are static functions in core");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.warmstart.cli..", "io.warmstart.benchmarks..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("standard output belongs to cli; everything else logs or returns values");

  @ArchTest
  static final ArchRule randomnessIsAnArgument =
      noClasses()
          .should()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocalRandom.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.Random.class)
          .because(
              "runs repeat bit for bit: every draw is counter-based and keyed by the run seed");

  @ArchTest
  static final ArchRule namesSayTheJob =
      noClasses()
          .that()
          .areTopLevelClasses()
          .should()
          .haveNameMatching(".*(Manager|Helper|Utils?|Handler|Processor|Impl|Constants)")
          .orShould()
          .haveNameMatching(".*\\.(Base|Abstract)[A-Z].*")
          .because("if no noun fits, the class has no single job");

  @ArchTest
  static final ArchRule noStaticMutableState =
      classes()
          .should(haveOnlyFinalStaticFields())
          .because("two runs in one process must not see each other");

  @ArchTest
  static final ArchRule hdf5StaysInDatasets =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.warmstart.d4rl..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.jhdf..", "org.bytedeco..")
          .because("third-party types do not cross a module border");

  @ArchTest
  static final ArchRule nd4jStaysInItsExecutor =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.warmstart.engine.nd4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "io.warmstart.engine.nd4j..")
          .because("ND4J is large and loads only where --device nd4j asks for it, by its service");

  @ArchTest
  static final ArchRule commandLineTypesStayInCli =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.warmstart.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..", "ch.qos.logback..")
          .because("libraries log through SLF4J and never parse a command line");

  private static ArchCondition<JavaClass> haveOnlyFinalStaticFields() {
    return new ArchCondition<>("have only final static fields") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getFields().stream()
            .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
            .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
            .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
            .forEach(field ->
                events.add(
                    SimpleConditionEvent.violated(
                        item, field.getFullName() + " is static and not final")));
      }
    };
  }
}
