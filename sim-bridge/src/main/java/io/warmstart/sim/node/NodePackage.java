package io.warmstart.sim.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Prerequisite;
import io.warmstart.sim.process.CacheFolder;
import io.warmstart.sim.process.ProgramOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The npm package of MuJoCo: where it is, and how it gets there. */
public final class NodePackage {
  /** Version that is installed and was tested. */
  public static final String VERSION = "3.14.0";

  private static final String NAME = "@mujoco/mujoco";
  private static final String FIX = "mujoco-node";
  private static final int LEAST_NODE = 18;
  private static final int MOST_LINES = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private NodePackage() {}

  /** The user's own folder for it, below the cache. */
  static Path defaultFolder() {
    return CacheFolder.path().resolve("mujoco-node").resolve(VERSION);
  }

  private static Path home(Path folder) {
    return folder.resolve("node_modules").resolve("@mujoco").resolve("mujoco");
  }

  /**
   * The file that Node imports.
   *
   * @param folder that has {@code node_modules}
   * @throws EnvironmentException if it is not there; says what to do
   */
  static Path module(String task, Path folder) {
    Path module = home(folder).resolve("mujoco.js");
    if (!Files.isRegularFile(module)) {
      throw new EnvironmentException(task + ": " + advice(folder));
    }
    return module;
  }

  /** What to do where the package is not there. */
  static String advice(Path folder) {
    return "the npm package "
        + NAME
        + " is not in "
        + folder
        + "; run \"warmstart doctor --fix "
        + FIX
        + "\", which installs version "
        + VERSION;
  }

  /** Version of the package in a folder; empty if it is not there. */
  static Optional<String> version(Path folder) {
    Path description = home(folder).resolve("package.json");
    if (!Files.isRegularFile(description)) {
      return Optional.empty();
    }
    try {
      JsonNode version = JSON.readTree(Files.readString(description)).path("version");
      return Optional.of(version.asText("of no version"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What {@code doctor} says about it. */
  public static Prerequisite prerequisite() {
    Optional<String> node = ProgramOutput.of(List.of("node", "--version"));
    if (node.isEmpty() || major(node.get()) < LEAST_NODE) {
      return new Prerequisite(
          FIX,
          false,
          node.map(version -> "Node " + version).orElse("no node on the search path"),
          "optional; install Node.js " + LEAST_NODE + " or newer for MuJoCo without native code",
          Optional.empty());
    }
    Optional<String> there = version(defaultFolder());
    return new Prerequisite(
        FIX,
        there.isPresent(),
        "Node "
            + node.get()
            + ", "
            + there.map(v -> NAME + " " + v).orElse(NAME + " is not installed"),
        there.isPresent() ? "" : "optional; run: warmstart doctor --fix " + FIX,
        Optional.of(() -> install(defaultFolder())));
  }

  private static int major(String version) {
    String digits = version.replaceFirst("^v", "").replaceFirst("\\D.*$", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /**
   * Installs the package with npm.
   *
   * @param folder receives {@code node_modules}; created if need be
   * @throws EnvironmentException if npm is not there or fails; with its last lines
   */
  static void install(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EnvironmentException("cannot create " + folder + ": " + e.getMessage());
    }
    List<String> command =
        List.of(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--no-save",
            "--prefix",
            folder.toString(),
            NAME + "@" + VERSION);
    try {
      Process npm = new ProcessBuilder(command).redirectErrorStream(true).start();
      npm.getOutputStream().close();
      String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = npm.waitFor();
      if (code != 0 || !version(folder).equals(Optional.of(VERSION))) {
        throw new EnvironmentException(
            "npm ended with exit code "
                + code
                + " without installing "
                + NAME
                + " "
                + VERSION
                + ": "
                + tail(said));
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          "npm cannot be started (" + e.getMessage() + "); it comes with Node.js");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while npm installed " + NAME);
    }
  }

  private static String tail(String said) {
    List<String> lines = said.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }
}
