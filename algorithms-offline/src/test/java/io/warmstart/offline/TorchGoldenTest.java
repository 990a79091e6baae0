package io.warmstart.offline;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.DeterministicActor.Smoothing;
import io.warmstart.core.network.FlowActor;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.ValueHead;
import io.warmstart.offline.awac.Awac;
import io.warmstart.offline.bc.Bc;
import io.warmstart.offline.diffusionql.DiffusionQl;
import io.warmstart.offline.fql.Fql;
import io.warmstart.offline.iql.Iql;
import io.warmstart.offline.ofql.Ofql;
import io.warmstart.offline.rebrac.Rebrac;
import io.warmstart.offline.td3bc.Td3Bc;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A few updates against PyTorch in float64, from equal weights on equal batches with equal noise;
 * the numbers come from {@code src/test/fixtures/*_torch.py}.
 */
final class TorchGoldenTest {
  private static final TorchRuns FLOW = TorchRuns.of("flow_torch.json");
  private static final TorchRuns IQL = TorchRuns.of("iql_torch.json");
  private static final TorchRuns TD3 = TorchRuns.of("td3_torch.json");
  private static final TorchRuns DIFFUSION = TorchRuns.of("diffusion_torch.json");
  private static final GaussianActor.Range RANGE = new GaussianActor.Range(-5, 2);

  static Stream<Arguments> runs() {
    return Stream.of(
        Arguments.of(FLOW, "ofql", ofql(FlowActor.Form.AVERAGE)),
        Arguments.of(FLOW, "ofql-residual", ofql(FlowActor.Form.RESIDUAL)),
        Arguments.of(FLOW, "fql", fql(Fql.Aggregation.MEAN, false)),
        Arguments.of(FLOW, "fql-min-normalized", fql(Fql.Aggregation.MIN, true)),
        Arguments.of(IQL, "iql-author", iql(Iql.Order.AUTHOR)),
        Arguments.of(IQL, "iql-corl", iql(Iql.Order.CORL)),
        Arguments.of(IQL, "bc-deterministic", bc(Bc.Variant.DETERMINISTIC)),
        Arguments.of(IQL, "bc-gaussian", bc(Bc.Variant.GAUSSIAN)),
        Arguments.of(TD3, "td3bc", td3bc()),
        Arguments.of(TD3, "rebrac", rebrac()),
        Arguments.of(TD3, "awac", awac()),
        Arguments.of(DIFFUSION, "diffusion-ql", diffusionQl(5, 1, 1)),
        Arguments.of(DIFFUSION, "diffusion-ql-max", diffusionQl(3, 2, 4)));
  }

  private static Awac.Config awac() {
    return new Awac.Config(
        TD3.setting("discount"),
        TD3.setting("lambda"),
        TD3.setting("maxWeight"),
        TD3.setting("rate"),
        TD3.setting("targetRate"),
        (int) TD3.setting("rows"),
        List.of(5, 4),
        new GaussianActor.Range(-20, 2),
        ValueHead.REGRESSION);
  }

  private static Rebrac.Config rebrac() {
    return new Rebrac.Config(
        TD3.setting("discount"),
        TD3.setting("actorPenalty"),
        TD3.setting("criticPenalty"),
        (int) TD3.setting("policyDelay"),
        new Smoothing(TD3.setting("noise"), TD3.setting("noiseClip")),
        0.1,
        TD3.setting("rate"),
        TD3.setting("rate"),
        TD3.setting("targetRate"),
        (int) TD3.setting("rows"),
        List.of(5, 4),
        true,
        ValueHead.REGRESSION);
  }

  private static Td3Bc.Config td3bc() {
    return new Td3Bc.Config(
        TD3.setting("discount"),
        TD3.setting("alpha"),
        (int) TD3.setting("policyDelay"),
        new Smoothing(TD3.setting("noise"), TD3.setting("noiseClip")),
        0.1,
        TD3.setting("rate"),
        TD3.setting("targetRate"),
        (int) TD3.setting("rows"),
        List.of(5, 4),
        ValueHead.REGRESSION);
  }

  private static DiffusionQl.Config diffusionQl(int steps, double eta, int backupSamples) {
    return new DiffusionQl.Config(
        DIFFUSION.setting("discount"),
        steps,
        eta,
        backupSamples,
        DIFFUSION.setting("actorRate"),
        DIFFUSION.setting("criticRate"),
        DIFFUSION.setting("clipNorm"),
        DIFFUSION.setting("targetRate"),
        new Averaging(
            DIFFUSION.setting("averageRate"),
            (int) DIFFUSION.setting("averageStart"),
            (int) DIFFUSION.setting("averageEvery")),
        (int) DIFFUSION.setting("candidates"),
        (int) DIFFUSION.setting("rows"),
        List.of(5, 4),
        ValueHead.REGRESSION);
  }

  private static Iql.Config iql(Iql.Order order) {
    return new Iql.Config(
        order,
        Initializer.TORCH,
        IQL.setting("discount"),
        IQL.setting("expectile"),
        IQL.setting("temperature"),
        IQL.setting("maxWeight"),
        IQL.setting("rate"),
        (long) IQL.setting("decaySteps"),
        IQL.setting("targetRate"),
        (int) IQL.setting("rows"),
        List.of(5, 4),
        0,
        RANGE,
        ValueHead.REGRESSION);
  }

  private static Bc.Config bc(Bc.Variant variant) {
    return new Bc.Config(
        variant, IQL.setting("rate"), (int) IQL.setting("rows"), List.of(5, 4), RANGE);
  }

  private static Ofql.Config ofql(FlowActor.Form form) {
    return new Ofql.Config(
        form,
        FLOW.setting("discount"),
        FLOW.setting("eta"),
        FLOW.setting("flowRatio"),
        (int) FLOW.setting("backupSamples"),
        FLOW.setting("rate"),
        FLOW.setting("rate"),
        FLOW.setting("clipNorm"),
        FLOW.setting("targetRate"),
        new Averaging(
            FLOW.setting("averageRate"),
            (int) FLOW.setting("averageStart"),
            (int) FLOW.setting("averageEvery")),
        (int) FLOW.setting("candidates"),
        (int) FLOW.setting("rows"),
        List.of(5, 4),
        ValueHead.REGRESSION);
  }

  private static Fql.Config fql(Fql.Aggregation aggregation, boolean normalize) {
    return new Fql.Config(
        FLOW.setting("discount"),
        aggregation,
        FLOW.setting("distillation"),
        normalize,
        (int) FLOW.setting("flowSteps"),
        FLOW.setting("rate"),
        FLOW.setting("targetRate"),
        (int) FLOW.setting("rows"),
        List.of(5, 4),
        ValueHead.REGRESSION,
        (int) FLOW.setting("candidates"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("runs")
  void updatesAgreeWithPyTorch(TorchRuns runs, String run, LearnerConfig config) {
    runs.agree(run, config);
  }
}
