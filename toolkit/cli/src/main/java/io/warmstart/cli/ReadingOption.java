package io.warmstart.cli;

import io.warmstart.core.data.ReadOptions.Reading;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code strict} and {@code d4rl-compat}. */
final class ReadingOption implements ITypeConverter<Reading> {
  @Override
  public Reading convert(String value) {
    return switch (value) {
      case "strict" -> Reading.STRICT;
      case "d4rl-compat" -> Reading.D4RL_COMPAT;
      default ->
          throw new TypeConversionException("\"" + value + "\" must be one of strict, d4rl-compat");
    };
  }
}
