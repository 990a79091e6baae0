package io.warmstart.cli.report;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;

/** Where an observation says the agent is in the plan: the map's two channels plus its offset. */
final class ScenePosition {
  private final SceneMap map;
  private final Element x;
  private final Element y;

  /** An element of the observation vector by its part. */
  private record Element(int part, String column, int index) {}

  private ScenePosition(SceneMap map, Element x, Element y) {
    this.map = map;
    this.x = x;
    this.y = y;
  }

  /**
   * Finds the two channels.
   *
   * @throws IllegalArgumentException if the observation vector has no such channel
   */
  static ScenePosition of(EnvironmentSpec spec, SceneMap map) {
    return new ScenePosition(map, find(spec, map.xChannel()), find(spec, map.yChannel()));
  }

  private static Element find(EnvironmentSpec spec, int channel) {
    int first = 0;
    for (int part = 0; part < spec.observations().size(); part++) {
      ObservationPart candidate = spec.observations().get(part);
      if (candidate.isVector()) {
        if (channel < first + candidate.elements()) {
          return new Element(part, "observations/" + candidate.name(), channel - first);
        }
        first += candidate.elements();
      }
    }
    throw new IllegalArgumentException(
        "the map reads observation channel " + channel + ", but there are " + first);
  }

  /** Place in the plan, metres. */
  SceneMap.Point of(Observation observation) {
    return new SceneMap.Point(
        observation.get(x.part, x.index) + map.offset().x(),
        observation.get(y.part, y.index) + map.offset().y());
  }

  /** Place in the plan of a slot of a dataset, metres. */
  SceneMap.Point of(Dataset dataset, long slot) {
    return new SceneMap.Point(
        dataset.column(x.column).get(slot, x.index) + map.offset().x(),
        dataset.column(y.column).get(slot, y.index) + map.offset().y());
  }

  /** Moves the agent of an observation; other channels stay. */
  void move(Observation observation, SceneMap.Point place) {
    observation.set(x.part, x.index, (float) (place.x() - map.offset().x()));
    observation.set(y.part, y.index, (float) (place.y() - map.offset().y()));
  }
}
