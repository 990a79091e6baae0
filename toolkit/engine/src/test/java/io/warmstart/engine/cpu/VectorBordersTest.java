package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No vector enters or leaves a method of the kernels: where C2 gives up inlining, it would be
 * boxed. The functions that are copied into generated chains are the exception.
 */
class VectorBordersTest {
  private static final List<Class<?>> COPIED = List.of(Transcendental.class, ChainFunctions.class);

  @Test
  void noVectorCrossesTheBorderOfAMethod() throws Exception {
    List<String> crossing = new ArrayList<>();
    for (Class<?> type : classes()) {
      if (!COPIED.contains(type)) {
        for (Method method : type.getDeclaredMethods()) {
          if (crosses(method)) {
            crossing.add(method.toString());
          }
        }
      }
    }
    assertThat(crossing).isEmpty();
    assertThat(Transcendental.class.getDeclaredMethods()).anyMatch(VectorBordersTest::crosses);
  }

  private static boolean crosses(Method method) {
    // Lambdas of static initialisers run once.
    return !method.isSynthetic()
        && Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))
            .anyMatch(type -> type.getName().startsWith("jdk.incubator.vector."));
  }

  private static List<Class<?>> classes() throws IOException, ReflectiveOperationException {
    Path folder =
        Path.of(CpuExecutor.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .resolve(CpuExecutor.class.getPackageName().replace('.', '/'));
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        classes.add(Class.forName(CpuExecutor.class.getPackageName() + "." + name));
      }
    }
    assertThat(classes).hasSizeGreaterThan(20);
    return classes;
  }
}
