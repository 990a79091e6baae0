package io.warmstart.engine.cpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives buffers their places. Temporary buffers of one plan share memory where the schedule
 * guarantees that everything about the one is over before the other is first written.
 *
 * <p>Buffers with pads share memory only with buffers of the same shape, whose pads lie at the same
 * places, so pads that were zero once stay zero.
 */
final class ArenaLayout {
  private long top;

  /** Floats given out so far. */
  long floats() {
    return top;
  }

  /** Memory of its own, aligned to 16 floats. */
  long reserve(long floats) {
    long at = top;
    top += (floats + 15) & ~15L;
    return at;
  }

  /** Gives a buffer memory of its own. */
  void place(Buffer buffer) {
    buffer.place(reserve(buffer.floats()));
  }

  private record Tenant(Buffer buffer, BitSet touching, BitSet certain) {
    /** Whether this buffer is over before the other one is first written. */
    boolean over(Tenant next) {
      BitSet open = (BitSet) touching.clone();
      open.andNot(next.certain);
      return open.isEmpty();
    }

    boolean apart(Tenant other) {
      return over(other) || other.over(this);
    }
  }

  private record Placed(Tenant tenant, long from, long to) {}

  /** Places the temporary buffers of one plan; {@code shared} off gives each its own memory. */
  void placeTemporaries(List<Step> steps, ListSchedule schedule, boolean shared) {
    Map<Object, List<Tenant>> groups = new LinkedHashMap<>();
    for (Tenant tenant : tenants(steps, schedule)) {
      Buffer buffer = tenant.buffer();
      Object group = buffer.hasPads() ? buffer.shape() : "no pads";
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(tenant);
    }
    for (List<Tenant> group : groups.values()) {
      placeGroup(group, shared);
    }
  }

  private void placeGroup(List<Tenant> group, boolean shared) {
    group.sort(Comparator.comparingInt((Tenant t) -> -t.buffer().floats()));
    List<Placed> placed = new ArrayList<>();
    long start = top;
    for (Tenant tenant : group) {
      long from = shared ? lowest(tenant, placed, start) : top;
      tenant.buffer().place(from);
      Placed here = new Placed(tenant, from, from + tenant.buffer().floats());
      placed.add(here);
      placed.sort(Comparator.comparingLong(Placed::from));
      top = Math.max(top, here.to());
    }
  }

  private static long lowest(Tenant tenant, List<Placed> placed, long start) {
    long at = start;
    for (Placed other : placed) {
      if (other.from() >= at + tenant.buffer().floats()) {
        break;
      }
      if (other.to() > at && !other.tenant().apart(tenant)) {
        at = other.to();
      }
    }
    return at;
  }

  private static List<Tenant> tenants(List<Step> steps, ListSchedule schedule) {
    Map<Buffer, BitSet> touching = new IdentityHashMap<>();
    Map<Buffer, BitSet> certain = new IdentityHashMap<>();
    List<Buffer> found = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      for (Access access : steps.get(i).accesses()) {
        Buffer buffer = access.buffer();
        if (buffer.persistent()) {
          continue;
        }
        BitSet known = touching.get(buffer);
        if (known == null) {
          known = new BitSet();
          touching.put(buffer, known);
          found.add(buffer);
        }
        known.set(i);
        if (access.write()) {
          BitSet before = certain.get(buffer);
          if (before == null) {
            certain.put(buffer, (BitSet) schedule.before(i).clone());
          } else {
            before.and(schedule.before(i));
          }
        }
      }
    }
    List<Tenant> tenants = new ArrayList<>();
    for (Buffer buffer : found) {
      BitSet before = certain.get(buffer);
      if (before == null) {
        throw new IllegalStateException("Buffer " + buffer + " is read but never written.");
      }
      tenants.add(new Tenant(buffer, bits(touching, buffer), before));
    }
    return tenants;
  }

  private static BitSet bits(Map<Buffer, BitSet> map, Buffer buffer) {
    BitSet bits = map.get(buffer);
    return bits == null ? new BitSet() : bits;
  }
}
