package io.warmstart.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCsvTest {
  @Test
  void columnsGrowAndEarlierRowsStayAligned(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("metrics.csv");
    try (MetricsCsv csv = MetricsCsv.open(file, 0)) {
      csv.row(1, new TreeMap<>(Map.of("a", 1.5, "b", 2.0)));
      csv.row(2, Map.of("c", -1e-9));
      csv.row(3, Map.of("a", 4.0));
    }
    assertThat(Files.readString(file)).isEqualTo("step,a,b,c\n1,1.5,2.0,\n2,,,-1.0E-9\n3,4.0,,\n");
  }

  @Test
  void resumingDropsLaterRowsAndTheBrokenLastLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("metrics.csv");
    try (MetricsCsv csv = MetricsCsv.open(file, 0)) {
      for (int step = 10; step <= 50; step += 10) {
        csv.row(step, Map.of("a", (double) step));
      }
    }
    Files.writeString(file, "60,6", StandardOpenOption.APPEND);
    try (MetricsCsv csv = MetricsCsv.open(file, 30)) {
      csv.row(40, Map.of("a", 4.0));
    }
    assertThat(Files.readString(file)).isEqualTo("step,a\n10,10.0\n20,20.0\n30,30.0\n40,4.0\n");
  }

  @Test
  void aFileThatIsOnlyABrokenLineIsStartedAnew(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("metrics.csv");
    Files.writeString(file, "step,a");
    try (MetricsCsv csv = MetricsCsv.open(file, 30)) {
      csv.row(1, Map.of("b", 4.0));
    }
    assertThat(Files.readString(file)).isEqualTo("step,b\n1,4.0\n");
  }
}
