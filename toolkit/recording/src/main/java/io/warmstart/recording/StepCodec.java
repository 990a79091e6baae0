package io.warmstart.recording;

import io.warmstart.core.reward.Reward;
import io.warmstart.core.reward.Reward.Status;
import java.nio.ByteBuffer;

/** Transitions, rewards and observation parts as messages. */
final class StepCodec {
  private static final long NANOS = 1_000_000_000L;

  private StepCodec() {}

  static byte[] step(LoggedStep step) {
    StepFacts facts = step.facts();
    CdrWriter out = new CdrWriter();
    out.i64(step.id()).i64(step.observation()).i64(step.episode()).i32(step.step());
    out.i64(facts.stampNanos()).floats(facts.requested()).floats(facts.applied());
    reward(out, facts.reward());
    out.bool(facts.terminated()).bool(facts.truncated()).bool(facts.intervention());
    return out.text(facts.policyVersion()).toBytes();
  }

  static LoggedStep step(ByteBuffer message) {
    CdrReader in = new CdrReader(message);
    long id = in.i64();
    long observation = in.i64();
    long episode = in.i64();
    int step = in.i32();
    StepFacts facts =
        new StepFacts(
            in.i64(),
            in.floats(),
            in.floats(),
            reward(in),
            in.bool(),
            in.bool(),
            in.bool(),
            in.text());
    return new LoggedStep(id, observation, episode, step, facts);
  }

  static byte[] correction(RewardCorrection correction) {
    CdrWriter out = new CdrWriter().i64(correction.transition());
    reward(out, correction.reward());
    return out.toBytes();
  }

  static RewardCorrection correction(ByteBuffer message) {
    CdrReader in = new CdrReader(message);
    return new RewardCorrection(in.i64(), reward(in));
  }

  private static void reward(CdrWriter out, Reward reward) {
    out.f32(reward.value()).text(reward.source()).text(reward.version());
    out.u8(reward.status() == Status.PENDING ? 1 : 0);
  }

  private static Reward reward(CdrReader in) {
    float value = in.f32();
    if (!Float.isFinite(value)) {
      throw new RecordingException("a logged reward is " + value + ", expected a finite number");
    }
    String source = in.text();
    String version = in.text();
    return new Reward(value, source, version, in.u8() == 1 ? Status.PENDING : Status.RESOLVED);
  }

  static byte[] values(float[] values) {
    return new CdrWriter().floats(values).toBytes();
  }

  static float[] values(ByteBuffer message) {
    return new CdrReader(message).floats();
  }

  static byte[] frame(long stampNanos, String part, Frame frame) {
    CdrWriter out = new CdrWriter();
    out.i32((int) (stampNanos / NANOS)).i32((int) (stampNanos % NANOS)).text(part);
    return out.text(frame.format()).raw(frame.file()).toBytes();
  }

  static Frame frame(ByteBuffer message) {
    CdrReader in = new CdrReader(message);
    in.i64();
    in.text();
    return new Frame(in.text(), in.raw());
  }

  /** A frame as a file of the named format. */
  // The array is the point of the record: it is handed over once and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Frame(String format, byte[] file) {}
}
