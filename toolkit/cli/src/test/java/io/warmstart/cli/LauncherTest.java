package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  @Test
  void machineWithoutJava25IsToldWhatToInstall(@TempDir Path folder) throws Exception {
    Path bash = Path.of("/usr/bin/bash");
    assumeTrue(Files.isExecutable(bash), "needs /usr/bin/bash");
    Path tools = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("readlink", "dirname", "sed", "head")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
    ProcessBuilder builder =
        new ProcessBuilder(bash.toString(), launcher().toString(), "--version");
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("WARMSTART_JVMS", folder.resolve("none").toString());
    Process process = builder.start();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(errors.strip().lines()).hasSize(1);
    assertThat(errors).contains("no Java 25", "install a JDK 25", "JAVA_HOME");
  }

  /** Tests run in the module's folder, two levels below the launcher. */
  private static Path launcher() {
    return Path.of("").toAbsolutePath().resolve("../../warmstart").normalize();
  }
}
