package io.warmstart.sim.process;

/** What a frame is; a reply carries the type of its request, or {@link #ERROR}. */
enum FrameType {
  /** What is wanted, and what there is; the only frames with JSON. */
  HELLO(1),
  /** Starts episodes. */
  RESET(2),
  /** Applies one action to every copy. */
  STEP(3),
  /** Draws one copy. */
  RENDER(4),
  /** Ends the conversation. */
  CLOSE(5),
  /** Gives back as many bytes as asked for, to measure the way. */
  ECHO(6),
  /** The request failed over there; a text. */
  ERROR(7);

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  /** Number on the wire. */
  int code() {
    return code;
  }
}
