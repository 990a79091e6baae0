package io.warmstart.cli;

import io.warmstart.cli.compare.Comparison;
import io.warmstart.cli.compare.Field;
import io.warmstart.cli.compare.Standing;
import io.warmstart.core.config.NearMiss;
import io.warmstart.core.training.Statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** A comparison as tables and as JSON. */
final class ComparisonText {
  private final Comparison comparison;
  private final Optional<String> baseline;

  /**
   * A comparison.
   *
   * @param baseline the only algorithm that others are paired with; all pairs if empty
   * @throws CommandException if the baseline is not one of the algorithms
   */
  ComparisonText(Comparison comparison, Optional<String> baseline) {
    this.comparison = comparison;
    this.baseline = baseline;
    List<String> labels = comparison.algorithms();
    baseline
        .filter(label -> !labels.contains(label))
        .ifPresent(label -> {
          throw new CommandException(
              ExitCode.USAGE,
              "--baseline = \"" + label + "\" was not run; " + NearMiss.clause(label, labels));
        });
  }

  /** Tables. */
  String text() {
    List<String> lines = new ArrayList<>();
    for (Field field : comparison.fields()) {
      lines.add(heading(field));
      lines.add(table(field).toString());
      lines.add(field.verdict() + ".");
      lines.add("");
    }
    comparison.leftOut().forEach(why -> lines.add("Not part of all tasks: " + why + "."));
    Field main = comparison.main();
    Table pairs = pairs(main);
    if (!pairs.isEmpty()) {
      lines.add("Probability that a run of X scores higher than one of Y, " + main.title());
      lines.add(pairs.toString());
      lines.add("");
    }
    lines.add("Share of runs above a score, " + main.title());
    lines.add(profile(main).toString());
    lines.add("");
    lines.add("Interquartile means over runs; 95 % bootstrap intervals over seeds, then episodes;");
    lines.add("success with Wilson's interval over all episodes. Better: the intervals do not");
    lines.add("overlap and both have at least " + Standing.CLAIM_SEEDS + " seeds.");
    return String.join("\n", lines);
  }

  private static String heading(Field field) {
    boolean plain = field.task().isEmpty() || field.task().equals(field.title());
    return field.title()
        + (plain ? "" : " (" + field.task() + ")")
        + (field.normalised() ? ", normalised score" : ", return");
  }

  private static Table table(Field field) {
    Table table =
        new Table("algorithm", "IQM", "95 % interval", "mean", "seeds", "success", "better than");
    for (Standing standing : field.standings()) {
      List<String> beaten = field.beatenBy(standing);
      table.row(
          standing.algorithm(),
          score(standing.interquartileMean().value()),
          interval(standing.interquartileMean()),
          score(standing.scores().mean().value()),
          Integer.toString(standing.seeds()),
          standing.successRate().map(rate -> success(rate)).orElse("-"),
          beaten.isEmpty() ? "-" : String.join(", ", beaten));
    }
    return table;
  }

  private List<Field.Pair> chosen(Field field) {
    return field.pairs().stream()
        .filter(pair ->
            baseline
                .map(label ->
                    pair.better().algorithm().equals(label)
                        || pair.other().algorithm().equals(label))
                .orElse(true))
        .toList();
  }

  private Table pairs(Field field) {
    Table table = new Table("X", "Y", "P(X > Y)", "95 % interval");
    for (Field.Pair pair : chosen(field)) {
      table.row(
          pair.better().algorithm(),
          pair.other().algorithm(),
          share(pair.probability().value()),
          "[" + share(pair.probability().low()) + ", " + share(pair.probability().high()) + "]");
    }
    return table;
  }

  private Table profile(Field field) {
    double[] thresholds = comparison.roundThresholds();
    List<String> header = new ArrayList<>(List.of("algorithm"));
    for (double threshold : thresholds) {
      header.add("> " + Numbers.of(threshold));
    }
    Table table = new Table(header.toArray(String[]::new));
    for (Standing standing : field.standings()) {
      List<String> cells = new ArrayList<>(List.of(standing.algorithm()));
      for (double threshold : thresholds) {
        cells.add(share(standing.scores().shareAbove(threshold).value()));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static String score(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String interval(Estimate estimate) {
    return "[" + score(estimate.low()) + ", " + score(estimate.high()) + "]";
  }

  private static String success(Estimate rate) {
    return share(rate.value()) + " [" + share(rate.low()) + ", " + share(rate.high()) + "]";
  }

  /** Everything, profiles and pairs of every task included. */
  Map<String, Object> json() {
    List<Map<String, Object>> fields = new ArrayList<>();
    for (Field field : comparison.fields()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("title", field.title());
      one.put("task", field.task());
      one.put("normalised", field.normalised());
      one.put("standings", field.standings().stream().map(s -> json(field, s)).toList());
      one.put("pairs", chosen(field).stream().map(ComparisonText::json).toList());
      field.winner().ifPresent(winner -> one.put("winner", winner.algorithm()));
      one.put("verdict", field.verdict());
      fields.add(one);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("fields", fields);
    json.put("leftOut", comparison.leftOut());
    json.put("profile", profileJson(comparison.main()));
    return json;
  }

  private static Map<String, Object> json(Field field, Standing standing) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("algorithm", standing.algorithm());
    json.put("interquartileMean", standing.interquartileMean());
    json.put("mean", standing.scores().mean());
    json.put("seeds", standing.seeds());
    json.put("episodes", standing.episodes());
    json.put("runs", standing.runs());
    standing.successRate().ifPresent(rate -> json.put("success", rate));
    json.put("betterThan", field.beatenBy(standing));
    return json;
  }

  private static Map<String, Object> json(Field.Pair pair) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("x", pair.better().algorithm());
    json.put("y", pair.other().algorithm());
    json.put("probability", pair.probability());
    return json;
  }

  private Map<String, Object> profileJson(Field field) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("title", field.title());
    json.put("thresholds", comparison.thresholds());
    Map<String, Object> shares = new LinkedHashMap<>();
    for (Standing standing : field.standings()) {
      shares.put(
          standing.algorithm(),
          DoubleStream.of(comparison.thresholds())
              .mapToObj(standing.scores()::shareAbove)
              .toList());
    }
    json.put("shares", shares);
    return json;
  }
}
