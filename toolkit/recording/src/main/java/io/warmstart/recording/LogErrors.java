package io.warmstart.recording;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** I/O errors as one line for the user. */
final class LogErrors {
  private LogErrors() {}

  static RecordingException of(String verb, Path path, IOException cause) {
    return new RecordingException("cannot " + verb + " " + path + ": " + reason(cause), cause);
  }

  /** The writer stopped; says how far the log is safe. */
  static RecordingException stopped(String where, long acknowledged, Throwable cause) {
    String why = cause instanceof IOException io ? reason(io) : cause.toString();
    String safe =
        acknowledged < 0
            ? "no transition of it is safe on disk"
            : "its transitions up to " + acknowledged + " are safe on disk";
    return new RecordingException(
        "recording to "
            + where
            + " stopped: "
            + why
            + "; "
            + safe
            + ". Start a new session when there is room",
        cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such file or directory";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
