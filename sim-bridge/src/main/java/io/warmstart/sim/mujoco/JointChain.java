package io.warmstart.sim.mujoco;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/**
 * Where a site is, from the joint angles: MuJoCo knows, but only in a struct. The links come from
 * the MJCF itself; bodies may have a position and one hinge, and no rotation of their own.
 *
 * <pre>{@code tip = p1 + R(a1, q1) (p2 + R(a2, q2) (... + site))}</pre>
 */
final class JointChain {
  private record Link(double[] position, double[] axis) {}

  private final List<Link> links;
  private final double[] end;

  private JointChain(List<Link> links, double[] end) {
    this.links = List.copyOf(links);
    this.end = end;
  }

  /**
   * The bodies from the world to a site.
   *
   * @throws IllegalArgumentException if the model has no such site
   */
  static JointChain of(String mjcf, String site) {
    try {
      Element world = MjcfText.children(MjcfText.parse(mjcf), "worldbody").get(0);
      List<Link> links = new ArrayList<>();
      double[] end = descend(world, site, links);
      if (end.length == 0) {
        throw new IllegalArgumentException("the model has no site " + site);
      }
      return new JointChain(links.reversed(), end);
    } catch (IOException e) {
      throw new IllegalArgumentException("the model is not XML", e);
    }
  }

  /** The site's place in its body, or nothing; the links on the way, innermost first. */
  private static double[] descend(Element parent, String site, List<Link> links) {
    for (Element found : MjcfText.children(parent, "site")) {
      if (found.getAttribute("name").equals(site)) {
        return MjcfText.numbers(found.getAttribute("pos"));
      }
    }
    for (Element body : MjcfText.children(parent, "body")) {
      double[] end = descend(body, site, links);
      if (end.length > 0) {
        Element joint = MjcfText.children(body, "joint").get(0);
        links.add(
            new Link(
                MjcfText.numbers(body.getAttribute("pos")),
                MjcfText.numbers(joint.getAttribute("axis"))));
        return end;
      }
    }
    return new double[0];
  }

  /** Number of joints on the way. */
  int joints() {
    return links.size();
  }

  /**
   * Computes the place, metres.
   *
   * @param world whose first positions are the chain's joints
   * @param place receives x, y, z
   */
  void locate(MujocoData world, double[] place) {
    System.arraycopy(end, 0, place, 0, end.length);
    for (int i = links.size() - 1; i >= 0; i--) {
      Link link = links.get(i);
      rotate(link.axis(), world.position(i), place);
      for (int k = 0; k < place.length; k++) {
        place[k] += link.position()[k];
      }
    }
  }

  /** Rodrigues' formula: {@code v cos q + (a x v) sin q + a (a . v) (1 - cos q)}. */
  private static void rotate(double[] axis, double angle, double[] v) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double along = (axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2]) * (1 - cos);
    double x = v[0] * cos + (axis[1] * v[2] - axis[2] * v[1]) * sin + axis[0] * along;
    double y = v[1] * cos + (axis[2] * v[0] - axis[0] * v[2]) * sin + axis[1] * along;
    double z = v[2] * cos + (axis[0] * v[1] - axis[1] * v[0]) * sin + axis[2] * along;
    v[0] = x;
    v[1] = y;
    v[2] = z;
  }
}
