/**
 * Going online: a pre-trained learner meets an environment.
 *
 * <p>{@link io.warmstart.online.finetune.FineTuning} steps the environment and the learner in turn,
 * so a run repeats bit for bit; {@link io.warmstart.online.finetune.ReplayStrategy} says what
 * becomes of the recorded data. Nothing here asks which algorithm is running.
 */
@NullMarked
package io.warmstart.online.finetune;

import org.jspecify.annotations.NullMarked;
