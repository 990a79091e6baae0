package io.warmstart.online.finetune;

import io.warmstart.core.data.BatchSource;
import io.warmstart.core.data.ReplayBuffer;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.StepListener;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LiveSession;
import io.warmstart.core.learner.Policy;
import io.warmstart.engine.DType;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Fine-tunes a learner in an environment: one environment step, then the updates it is worth, in
 * turn on one thread.
 *
 * <p>Checkpoints are taken at episode ends and hold learner, replay ring and counters, so a resumed
 * run repeats the uninterrupted one bit for bit. Whoever creates a run closes it; learner,
 * environment and recorded data stay with the caller. The learner should come from {@link
 * Learner#startOnline}, or be created from {@code config.startOnline()} for a resume.
 */
public final class FineTuning implements AutoCloseable {
  private static final String COUNTERS = "online/counters";

  private final Learner learner;
  private final FineTuningSettings settings;
  private final FineTuningHooks hooks;
  private final ReplayBuffer replay;
  private final BatchSource source;
  private final EnvironmentLoop loop;
  private long firstUpdate;

  private FineTuning(
      Learner learner,
      Environment environment,
      Records records,
      FineTuningSettings settings,
      FineTuningHooks hooks) {
    learner.spec().requireCompatible(environment.spec(), "the environment");
    this.learner = learner;
    this.settings = settings;
    this.hooks = hooks;
    this.replay = new ReplayBuffer(learner.spec(), settings.replayCapacity());
    this.source = settings.strategy().source(records.orElse(replay), replay);
    this.loop = new EnvironmentLoop(environment, learner.seed(), "online", new Memory(replay));
    this.firstUpdate = learner.updates();
  }

  /** Recorded data, or none. */
  private record Records(BatchSource... known) {
    BatchSource orElse(BatchSource other) {
      return known.length == 0 ? other : known[0];
    }
  }

  /**
   * A run that goes on using recorded data where its strategy wants them.
   *
   * @param learner to fine-tune
   * @param environment stepped by this run alone
   * @param records recorded data
   * @param settings of the run
   * @param hooks that report, evaluate and save
   * @throws io.warmstart.core.space.SpecMismatchException if specs differ
   */
  public static FineTuning of(
      Learner learner,
      Environment environment,
      BatchSource records,
      FineTuningSettings settings,
      FineTuningHooks hooks) {
    return new FineTuning(learner, environment, new Records(records), settings, hooks);
  }

  /**
   * A run without recorded data.
   *
   * @param learner to fine-tune
   * @param environment stepped by this run alone
   * @param settings of the run
   * @param hooks that report, evaluate and save
   * @throws IllegalArgumentException if the strategy needs recorded data
   */
  public static FineTuning withoutRecords(
      Learner learner,
      Environment environment,
      FineTuningSettings settings,
      FineTuningHooks hooks) {
    if (settings.strategy().needsRecords()) {
      throw new IllegalArgumentException(
          settings.strategy() + " needs recorded data; give them or discard them");
    }
    return new FineTuning(learner, environment, new Records(), settings, hooks);
  }

  /** How a run ended. */
  public enum Outcome {
    /** All steps are done. */
    FINISHED,
    /** The stop flag was raised; the episode was finished and the state saved. */
    STOPPED
  }

  /** Environment steps taken, including those before a load. */
  public long steps() {
    return loop.steps();
  }

  /** Episodes begun, including those before a load. */
  public long episodes() {
    return loop.episodes();
  }

  /** Transitions in the replay ring. */
  public long replayed() {
    return replay.transitions();
  }

  /**
   * Runs up to a number of environment steps. The last episode is cut there.
   *
   * @param steps in total, including those before a load
   * @param stop looked at after each episode, which bounds the wait by the step limit; true saves
   *     and returns
   * @throws io.warmstart.core.learner.TrainingDivergedException if an update was refused
   */
  public Outcome run(long steps, BooleanSupplier stop) {
    if (loop.steps() == 0 && settings.evaluateEvery() > 0) {
      hooks.evaluate(0, learner);
    }
    boolean stopped = stop.getAsBoolean();
    long saved = -1;
    long savedAt = loop.steps();
    try (LiveSession session = learner.live(Policy.ActionMode.SAMPLED, learner.seed())) {
      while (loop.steps() < steps && !stopped) {
        episode(session, steps);
        stopped = stop.getAsBoolean();
        long done = loop.steps();
        if (settings.saveEvery() > 0
            && done / settings.saveEvery() > savedAt / settings.saveEvery()) {
          hooks.save(done, this);
          savedAt = done;
          saved = done;
        }
      }
    }
    if (saved != loop.steps()) {
      hooks.save(loop.steps(), this);
    }
    return loop.steps() < steps ? Outcome.STOPPED : Outcome.FINISHED;
  }

  private void episode(LiveSession session, long steps) {
    // A resumed run begins here, so the policy must be the newest one whatever the interval.
    session.refresh();
    session.restart(Philox.key(learner.seed(), "exploration/" + loop.episodes()));
    loop.begin();
    boolean ended = false;
    for (int taken = 1; !ended; taken++) {
      ended = loop.step(session);
      if (!ended && loop.steps() >= steps) {
        loop.cut();
        ended = true;
      }
      learn();
      if (taken % settings.refreshEvery() == 0) {
        session.refresh();
      }
      report(steps);
    }
    hooks.episode(loop.steps(), loop.lastEpisode());
  }

  /** Runs the updates that the steps so far are worth. */
  private void learn() {
    long worth = loop.steps() - settings.strategy().warmUpSteps() + 1;
    if (worth > 0) {
      long due = (long) Math.floor(worth * settings.updatesPerStep());
      learner.train(source, (int) (due - (learner.updates() - firstUpdate)));
    }
  }

  private void report(long steps) {
    long done = loop.steps();
    boolean last = done >= steps;
    hooks.progress(done);
    if (last || due(settings.logEvery())) {
      hooks.metrics(done, learner.updates() == 0 ? Map.of() : learner.metrics());
    }
    if (settings.evaluateEvery() > 0 && (last || due(settings.evaluateEvery()))) {
      hooks.evaluate(done, learner);
    }
  }

  private boolean due(int every) {
    return every > 0 && loop.steps() % every == 0;
  }

  /** Writes learner, replay ring and counters; between episodes only. */
  public void save(StateSink sink) {
    learner.save(sink);
    replay.save(sink);
    long[] counters = {loop.episodes(), loop.steps(), firstUpdate};
    sink.put(0, COUNTERS, DType.I64, Shape.of(counters.length), MemorySegment.ofArray(counters));
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IllegalArgumentException if the state is of an offline run or of another capacity
   */
  public void load(StateSource state) {
    MemorySegment counters = state.get(0, COUNTERS, DType.I64, Shape.of(3));
    if (counters == null) {
      throw new IllegalArgumentException(
          "the state is not of a fine-tuning run; start one from it instead of resuming it");
    }
    learner.load(state);
    replay.load(state);
    loop.skipTo(
        counters.getAtIndex(ValueLayout.JAVA_LONG, 0),
        counters.getAtIndex(ValueLayout.JAVA_LONG, 1));
    firstUpdate = counters.getAtIndex(ValueLayout.JAVA_LONG, 2);
  }

  @Override
  public void close() {
    replay.close();
  }

  /** Keeps what happens, with the action that was applied. */
  private record Memory(ReplayBuffer replay) implements StepListener {
    @Override
    public void begin(long episode, Observation first) {
      replay.begin(first);
    }

    @Override
    public void step(
        Observation observation, float[] requested, float[] applied, Step step, Observation next) {
      replay.append(applied, step.reward(), step.terminated(), next);
    }

    @Override
    public void end(TerminationCause cause, Observation last) {
      replay.end();
    }
  }
}
