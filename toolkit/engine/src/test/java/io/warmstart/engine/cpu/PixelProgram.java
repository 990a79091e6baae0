package io.warmstart.engine.cpu;

import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Tensor;
import java.util.List;

/**
 * Behaviour cloning from pictures with every operation on them, and a penalty on the gradient by
 * the picture, at sizes that leave pads everywhere.
 */
final class PixelProgram {
  private static final int HEIGHT = 8;
  private static final int WIDTH = 7;
  private static final int CHANNELS = 3;
  private static final int NARROW = 5;
  private static final int WIDE = 18;

  private PixelProgram() {}

  static Program declare(Parameters p, int rows, int actions) {
    Parameter first = p.add("encoder/conv0", new Init.HeNormal(), 3, 3, CHANNELS, NARROW);
    Parameter bias = p.add("encoder/bias0", new Init.Zero(), 1, 1, 1, NARROW);
    Parameter second = p.add("encoder/conv1", new Init.HeNormal(), 3, 3, NARROW, WIDE);
    Parameter scale = p.add("encoder/scale", new Init.Constant(1), 1, 1, 1, WIDE);
    Parameter shift = p.add("encoder/shift", new Init.Zero(), 1, 1, 1, WIDE);
    Mlp head = Mlp.of(p, "head", WIDE, actions, Mlp.Style.torch(List.of(9), Tensor::relu));
    Graph g = Graph.named("pixels");
    Tensor frames = g.input("frames", DType.U8, rows, HEIGHT, WIDTH, CHANNELS).times(1 / 255.0);
    Tensor offsets = g.integers("shift", g.constant(5), rows, 2);
    Tensor x = frames.crop(offsets, 2);
    Tensor hidden = x.conv2d(g.read(first), 1, 1).plus(g.read(bias)).relu();
    Tensor normed =
        hidden.conv2d(g.read(second), 2, 1).groupNorm(2, g.read(scale), g.read(shift), 1e-3);
    Tensor features = normed.tanh().maxPool(2, 1).averagePool();
    Tensor actionsOut = head.apply(features).tanh();
    Tensor wanted = g.input("actions", DType.F32, rows, actions);
    Tensor byPicture = g.gradients(actionsOut.sum(), List.of(frames)).getFirst();
    Tensor loss =
        actionsOut.minus(wanted).square().mean().plus(byPicture.square().sum().times(0.01));
    ParameterSet trained =
        ParameterSet.of(first, bias, second, scale, shift).and(head.parameters());
    g.minimize(loss, trained, Optimizer.Adam.of(3e-4));
    g.metric("loss", loss);
    return Program.run(g.compile());
  }
}
