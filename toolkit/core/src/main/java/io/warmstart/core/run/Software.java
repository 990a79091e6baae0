package io.warmstart.core.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program a run was made with.
 *
 * @param warmstart version of this program
 * @param commit of its sources; empty if it does not run from a checkout
 * @param java version and vendor of the Java platform
 * @param flags of the Java platform
 * @param executor that ran the updates
 */
public record Software(
    String warmstart, String commit, String java, List<String> flags, String executor) {
  /** Copies the list. */
  public Software {
    flags = List.copyOf(flags);
  }

  /** This program. */
  public static Software here(String executor) {
    return new Software(
        version(),
        checkoutCommit(),
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        executor);
  }

  /** Version of this program: {@code development} outside a jar. */
  public static String version() {
    String version = Software.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Commit of the checkout the classes were built in; empty if there is none. */
  public static String checkoutCommit() {
    try {
      Path place =
          Path.of(Software.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = place; folder != null; folder = folder.getParent()) {
        Path git = gitDirectory(folder.resolve(".git"));
        if (git != null) {
          return head(git);
        }
      }
    } catch (IOException | URISyntaxException e) {
      return "";
    }
    return "";
  }

  private static @Nullable Path gitDirectory(Path git) throws IOException {
    if (Files.isDirectory(git)) {
      return git;
    }
    if (!Files.isRegularFile(git)) {
      return null;
    }
    String pointer = Files.readString(git).strip();
    return git.resolveSibling(pointer.substring(pointer.indexOf(':') + 1).strip());
  }

  private static String head(Path git) throws IOException {
    String head = Files.readString(git.resolve("HEAD")).strip();
    if (!head.startsWith("ref: ")) {
      return head;
    }
    String ref = head.substring("ref: ".length());
    Path common = git.resolve("commondir");
    Path shared = Files.isRegularFile(common) ? git.resolve(Files.readString(common).strip()) : git;
    for (Path place : List.of(git, shared)) {
      if (Files.isRegularFile(place.resolve(ref))) {
        return Files.readString(place.resolve(ref)).strip();
      }
    }
    Path packed = shared.resolve("packed-refs");
    if (!Files.isRegularFile(packed)) {
      return "";
    }
    return Files.readAllLines(packed).stream()
        .filter(line -> line.endsWith(" " + ref))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .findFirst()
        .orElse("");
  }
}
