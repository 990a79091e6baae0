/**
 * ReBRAC: deterministic actor-critic with separate penalties for leaving the records in the actor
 * and in the critic.
 *
 * <p>TD3+BC with the design choices that later work found to matter: three layers, layer norm in
 * the critics, larger batches, and a critic that pays where the next action is not the recorded
 * one. One class is the algorithm; its nested record holds the settings.
 */
@NullMarked
package io.warmstart.offline.rebrac;

import org.jspecify.annotations.NullMarked;
