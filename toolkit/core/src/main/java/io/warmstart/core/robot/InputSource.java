package io.warmstart.core.robot;

import io.warmstart.core.space.Channel;
import java.util.List;

/**
 * A device in a person's hand: game pad, 3D mouse, keyboard, leader arm.
 *
 * <p>Polled by one thread. A device that went silent is absent, not neutral: {@link #poll} says so,
 * and whoever drives a robot with it must stop.
 */
public interface InputSource extends AutoCloseable {
  /** Name for the operator, such as the device's product name. */
  String name();

  /** Axes in order, normalised to their channel bounds. */
  List<Channel> axes();

  /** Names of the buttons in order. */
  List<String> buttons();

  /**
   * Copies the newest state out without waiting.
   *
   * @param axes receives one number per axis
   * @param buttons receives whether each button is held
   * @return whether the device is present and answered within its own time-out
   */
  boolean poll(float[] axes, boolean[] buttons);

  @Override
  void close();
}
