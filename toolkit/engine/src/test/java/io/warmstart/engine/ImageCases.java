package io.warmstart.engine;

import io.warmstart.engine.OperationCases.Case;
import java.util.List;
import java.util.stream.Stream;

/** Every operation on pictures, on small inputs. */
final class ImageCases {
  private static final Shape PICTURES = Shape.of(2, 5, 4, 3);

  private ImageCases() {}

  static Stream<Case> all() {
    return Stream.of(convolutions(), pools(), crops(), norms()).flatMap(cases -> cases);
  }

  private static Case of(String name, OperationCases.Recording recording, Shape... shapes) {
    return new Case(name, false, List.of(shapes), recording);
  }

  private static Stream<Case> convolutions() {
    return Stream.of(
        of(
            "conv2d same size",
            (g, x) -> x.get(0).conv2d(x.get(1), 1, 1),
            PICTURES,
            Shape.of(3, 3, 3, 2)),
        of(
            "conv2d with stride",
            (g, x) -> x.get(0).conv2d(x.get(1), 2, 0),
            Shape.of(2, 6, 5, 2),
            Shape.of(3, 2, 2, 3)),
        of(
            "conv2d with stride and pad, one channel",
            (g, x) -> x.get(0).conv2d(x.get(1), 3, 2),
            Shape.of(3, 4, 7, 1),
            Shape.of(4, 3, 1, 1)),
        of(
            "conv2d of one pixel",
            (g, x) -> x.get(0).conv2d(x.get(1), 1, 0),
            PICTURES,
            Shape.of(1, 1, 3, 4)),
        of(
            "conv2dData",
            (g, x) -> g.record(new ImageOp.ConvolveData(2, 1, 5, 4), x.get(0), x.get(1)),
            Shape.of(2, 3, 2, 2),
            Shape.of(3, 3, 3, 2)),
        of(
            "conv2dWeights",
            (g, x) -> g.record(new ImageOp.ConvolveWeights(2, 1, 3, 3), x.get(0), x.get(1)),
            PICTURES,
            Shape.of(2, 3, 2, 2)));
  }

  private static Stream<Case> pools() {
    return Stream.of(
        of("maxPool", (g, x) -> x.get(0).maxPool(2, 2), PICTURES),
        of("maxPool overlapping", (g, x) -> x.get(0).maxPool(3, 1), PICTURES),
        of(
            "maxPick",
            (g, x) -> g.record(new ImageOp.MaxPick(2, 1), x.get(0), x.get(1)),
            Shape.of(2, 3, 4, 1),
            Shape.of(2, 3, 4, 1)),
        of(
            "maxPlace",
            (g, x) -> g.record(new ImageOp.MaxPlace(3, 2), x.get(0), x.get(1)),
            PICTURES,
            Shape.of(2, 2, 1, 3)),
        of("averagePool", (g, x) -> x.get(0).averagePool(2), Shape.of(2, 4, 6, 3)),
        of("averagePool of the picture", (g, x) -> x.get(0).averagePool(), PICTURES));
  }

  private static Tensor offsets(Graph g, int pad) {
    return g.integers("offsets", g.constant(2 * pad + 1), 2, 2);
  }

  private static Stream<Case> crops() {
    return Stream.of(
        of("crop", (g, x) -> x.get(0).crop(offsets(g, 2), 2), PICTURES),
        of(
            "crop beyond the picture",
            (g, x) -> x.get(0).crop(offsets(g, 6), 6),
            Shape.of(2, 3, 4, 1)),
        of(
            "cropBack",
            (g, x) -> g.record(new ImageOp.CropBack(2), x.get(0), offsets(g, 2)),
            PICTURES));
  }

  private static Stream<Case> norms() {
    Shape row = Shape.of(1, 1, 1, 4);
    return Stream.of(
        of(
            "groupNorm",
            (g, x) -> x.get(0).groupNorm(2, x.get(1), x.get(2), 1e-2),
            Shape.of(2, 3, 2, 4),
            row,
            row),
        of(
            "groupNorm of one group",
            (g, x) -> x.get(0).groupNorm(1, x.get(1), x.get(1), 1e-2),
            Shape.of(2, 3, 2, 4),
            row));
  }
}
